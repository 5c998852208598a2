"""The addresses of mail: its health, what is held or in trouble, mailboxes, files."""

from django.urls import path

from rapport.desk.views import files, mail, mailboxes, outgoing

urlpatterns = [
    path("mail", mail.health, name="mail"),
    path("mail/held", mail.held, name="mail_held"),
    path("mail/refused", mail.refused, name="mail_refused"),
    path("mail/blocked", mail.blocked, name="mail_blocked"),
    path("mail/blocked/<int:number>/dropped", mail.unblocked, name="mail_unblocked"),
    path("mail/outgoing", outgoing.outgoing, name="mail_outgoing"),
    path("mail/outgoing/<int:number>/decided", outgoing.decided, name="mail_decided"),
    path("mail/<int:number>", mail.one, name="mail_one"),
    path("mail/<int:number>/raw", files.raw, name="mail_raw"),
    path("mail/<int:number>/settled", mail.settled, name="mail_settled"),
    path("mailboxes", mailboxes.mailboxes, name="mailboxes"),
    path("mailboxes/<int:number>", mailboxes.mailbox, name="mailbox"),
    path("mailboxes/<int:number>/tried", mailboxes.tried, name="mailbox_tried"),
    path("files/<int:number>", files.file, name="file"),
]
