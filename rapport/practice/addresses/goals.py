"""The addresses of goals, reflections, feedback, and the coaching view."""

from django.urls import URLPattern, path

from rapport.practice.views import coaching, coverage, feedback, goals, reflections

urlpatterns: list[URLPattern] = [
    path("/goals", goals.goals, name="goals"),
    path("/goals/new", goals.new, name="new_goal"),
    path("/goals/<int:number>", goals.goal, name="goal"),
    path("/goals/<int:number>/change", goals.change, name="change_goal"),
    path("/goals/<int:number>/progress", goals.progress, name="goal_progress"),
    path("/goals/<int:number>/ended", goals.ended, name="goal_ended"),
    path("/reflections", reflections.reflections, name="reflections"),
    path("/reflections/new", reflections.new, name="new_reflection"),
    path("/reflections/<int:number>", reflections.reflection, name="reflection"),
    path("/reflections/<int:number>/goal", reflections.goal, name="reflection_goal"),
    path("/feedback", feedback.feedback_list, name="feedback"),
    path("/feedback/new", feedback.ask, name="ask_feedback"),
    path("/feedback/<int:number>", feedback.one, name="one_feedback"),
    path("/feedback/<int:number>/answered", feedback.answered, name="feedback_answered"),
    path("/feedback/<int:number>/declined", feedback.declined, name="feedback_declined"),
    path("/wishes", coaching.wishes, name="wishes"),
    path("/wishes/<int:number>/ended", coaching.wish_ended, name="wish_ended"),
    path("/coaching", coaching.coaching, name="coaching"),
    path("/coverage", coverage.coverage, name="coverage"),
]
