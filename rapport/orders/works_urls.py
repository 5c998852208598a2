"""The addresses of what lines wait for: parts, steps, papers, hand-overs; and of how promises were kept."""

from django.urls import path

from rapport.orders.views import lines, on_time, works

app_name = "works"
urlpatterns = [
    path("/parts", works.parts, name="parts"),
    path("/parts/new", works.new_part, name="new_part"),
    path("/parts/<int:number>", works.part, name="part"),
    path("/parts/<int:number>/moved", works.part_moved, name="part_moved"),
    path("/steps", works.steps, name="steps"),
    path("/steps/new", works.new_step, name="new_step"),
    path("/steps/<int:number>/slowed", works.step_slowed, name="step_slowed"),
    path("/capacity/<int:number>/ended", works.full_again, name="full_again"),
    path("/papers", works.paper_list, name="papers"),
    path("/papers/new", works.new_paper, name="new_paper"),
    path("/papers/<int:number>", works.paper, name="paper"),
    path("/papers/<int:number>/revised", works.revised, name="revised"),
    path("/hand-overs", works.hand_overs, name="hand_overs"),
    path("/hand-overs/<int:number>/done", works.handed_over, name="handed_over"),
    path("/lead-times", lines.lead_times, name="lead_times"),
    path("/on-time", on_time.report, name="on_time"),
    path("/on-time/lines", on_time.behind, name="on_time_lines"),
    path("/on-time/lines/csv", on_time.behind_csv, name="on_time_lines_csv"),
    path("/on-time/csv", on_time.report_csv, name="on_time_csv"),
]
