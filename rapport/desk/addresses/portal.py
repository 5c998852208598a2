"""Addresses of the doors for customers, of requests between teams, and of knowledge."""

from django.urls import path

from rapport.desk.views import articles, public, requests, rights
from rapport.desk.views.portal import cases, entering, pages

urlpatterns = [
    path("form", public.form, name="form"),
    path("form/sent/<str:told>", public.sent, name="form_sent"),
    path("help", public.help_list, name="help"),
    path("help/suggestions", public.suggestions, name="help_suggestions"),
    path("help/<int:number>", public.help_article, name="help_article"),
    path("portal", pages.overview, name="portal"),
    path("portal/sign-in", entering.sign_in, name="portal_sign_in"),
    path("portal/asked", entering.asked, name="portal_asked"),
    path("portal/enter/<str:secret>", entering.enter, name="portal_enter"),
    path("portal/sign-out", entering.sign_out, name="portal_sign_out"),
    path("portal/cases/new", cases.new, name="portal_new_case"),
    path("portal/cases/<str:reference>", cases.case, name="portal_case"),
    path("portal/cases/<str:reference>/answers", cases.answer, name="portal_answers"),
    path("portal/files/<int:number>", cases.file, name="portal_file"),
    path("portal/promises", pages.promises, name="portal_promises"),
    path("portal/orders", pages.orders, name="portal_orders"),
    path("portal/orders/<int:number>", pages.order, name="portal_order"),
    path("portal/details", pages.details, name="portal_details"),
    path("portal-rights/<int:number>", rights.rights, name="portal_rights"),
    path("portal-rights/<int:number>/<int:right>/ended", rights.ended, name="portal_right_ended"),
    path("requests", requests.request_list, name="requests"),
    path("requests/new", requests.new, name="new_request"),
    path("requests/<int:number>", requests.one, name="request"),
    path("requests/<int:number>/answers", requests.answer, name="request_answers"),
    path("requests/<int:number>/files/<int:file>", requests.file, name="request_file"),
    path("articles", articles.article_list, name="articles"),
    path("articles/new", articles.new, name="new_article"),
    path("articles/<int:number>", articles.article, name="article"),
    path("articles/<int:number>/edit", articles.edit, name="edit_article"),
    path("articles/<int:number>/retired", articles.retired, name="article_retired"),
    path("articles/<int:number>/restored", articles.restored, name="article_restored"),
    path("cases/<int:number>/articles", articles.for_case, name="case_articles"),
    path("cases/<int:number>/articles/<int:article>", articles.used, name="case_article_used"),
]
