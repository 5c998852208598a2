"""The addresses of role-play."""

from django.urls import URLPattern, path

from rapport.practice.views import scenes

urlpatterns: list[URLPattern] = [
    path("/scenes", scenes.scene_list, name="scenes"),
    path("/scenes/<slug:scene>", scenes.scene, name="scene"),
    path("/scenes/plays/<int:number>", scenes.role_play, name="role_play"),
    path("/scenes/plays/<int:number>/turns", scenes.turns, name="role_play_turns"),
    path("/scenes/plays/<int:number>/ended", scenes.ended, name="role_play_ended"),
    path("/scenes/plays/<int:number>/rating", scenes.rating, name="role_play_rating"),
]
