"""The addresses of the room; some stand before those of the sign-in library and take their place."""

from django.urls import path

from rapport.staff.views import account, audit, joining, people, teams

app_name = "staff"
urlpatterns = [
    path("staff", people.staff, name="staff"),
    path("staff/invitations", people.invite, name="invite"),
    path("staff/invitations/<int:number>/withdraw", people.withdraw, name="withdraw"),
    path("staff/people/<int:number>", people.person, name="person"),
    path("staff/people/<int:number>/deactivate", people.deactivate, name="deactivate"),
    path("staff/people/<int:number>/reactivate", people.reactivate, name="reactivate"),
    path("staff/people/<int:number>/recover", people.recover, name="recover"),
    path("staff/people/<int:number>/delete", people.delete, name="delete"),
    path("staff/teams", teams.add, name="add_team"),
    path("staff/teams/<int:number>", teams.team, name="team"),
    path("staff/teams/<int:number>/name", teams.change, name="change_team"),
    path("staff/teams/<int:number>/hours", teams.hours, name="hours"),
    path("staff/teams/<int:number>/days", teams.mark_day, name="mark_day"),
    path("staff/teams/<int:number>/days/<int:day>/remove", teams.unmark_day, name="unmark_day"),
    path("audit", audit.audit, name="audit"),
    path("join/<str:secret>", joining.join, name="join"),
    path("account/me", account.me, name="me"),
    path("account/security", account.security, name="security"),
    path("account/", account.to_security),
    path("account/2fa/", account.to_security),
    path("account/2fa/webauthn/", account.to_security),
    path("account/email/", account.nothing_here),
    path("account/signup/", account.nothing_here),
]
