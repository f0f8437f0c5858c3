"""The mails of a demonstration; elsewhere these addresses do not exist."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from paraphe.web import mailbox
from paraphe.web.demo import is_demo
from paraphe.web.guards import public


@public
def list_mails(request: HttpRequest) -> HttpResponse:
    """The last mails sent, newest first."""
    if not is_demo():
        raise Http404
    return render(request, "pages/mails.html", {"mails": mailbox.list_mails()})


@public
def show_mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail, its links live."""
    mail = mailbox.find_mail(name) if is_demo() else None
    if mail is None:
        raise Http404
    return render(request, "pages/mail.html", {"mail": mail})
