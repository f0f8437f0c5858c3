"""Addresses of the pages that belong to no room of the field."""

from django.urls import path

from paraphe.web.views import appearance, front, health, legal, mails

app_name = "web"

urlpatterns = [
    path("", front.show_front, name="front"),
    path("etat-du-service", health.show_status, name="status"),
    path("problemes", front.list_problems, name="problems"),
    path("apparence", appearance.choose_appearance, name="appearance"),
    path("mentions-legales", legal.mentions, name="mentions"),
    path("donnees-personnelles", legal.privacy, name="privacy"),
    path("accessibilite", legal.accessibility, name="accessibility"),
    path("accessibilite/plan", legal.accessibility_plan, name="accessibility_plan"),
    path("conditions", legal.terms, name="terms"),
    path("cookies", legal.cookies, name="cookies"),
    path("plan-du-site", legal.sitemap, name="sitemap"),
    path("code-source", legal.source, name="source"),
    path(".well-known/security.txt", legal.security_txt, name="security_txt"),
    path("healthz", health.show_alive, name="healthz"),
    path("readyz", health.show_ready, name="readyz"),
    path("courriels/", mails.list_mails, name="mails"),
    path("courriels/<slug:name>", mails.show_mail, name="mail"),
]
