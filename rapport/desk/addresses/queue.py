"""The addresses of the queue, its weights, and the service targets."""

from django.urls import path

from rapport.desk.views import deadlines, queue, targets, weights

urlpatterns = [
    path("queue", queue.queue, name="queue"),
    path("queue/next", queue.next_case, name="next_case"),
    path("queue/weights", weights.weights, name="weights"),
    path("queue/weights/simulation", weights.simulation, name="simulation"),
    path("cases/<int:number>/deadlines", deadlines.deadlines, name="deadlines"),
    path("cases/<int:number>/deadlines/<int:clock>/extended", deadlines.extended, name="deadline_extended"),
    path("cases/<int:number>/deadlines/<int:clock>/ended", deadlines.ended, name="deadline_ended"),
    path("targets", targets.targets, name="targets"),
    path("targets/<int:number>/dropped", targets.dropped, name="target_dropped"),
]
