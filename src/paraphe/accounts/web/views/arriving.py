"""Opening an account of one's own: asking with an address, then the link that its mailbox gets."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from paraphe.accounts import links, mails, services
from paraphe.accounts.errors import SignUpOver
from paraphe.accounts.models import SignUp
from paraphe.accounts.web.forms import OpenAccountForm, RegisterForm
from paraphe.accounts.web.going import next_of
from paraphe.kernel.errors import PortalError
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, public
from paraphe.web.http import portal

ASKED = "paraphe.sign_up_asked"
LINK = "paraphe.sign_up_link"


@public(methods=FORM)
def register(request: HttpRequest) -> HttpResponse:
    """Take names and address; the answer is the same whether or not the address has an account."""
    if portal(request).user.is_authenticated:
        return redirect(next_of(request) or settings.LOGIN_REDIRECT_URL)
    form = RegisterForm(request.POST or None)
    if form.is_valid():
        try:
            _ask(request, form.asked, next_of(request))
        except PortalError as error:
            add_problem(form, error)
        else:
            return redirect("accounts_register_sent")
    context = {"form": form, "next": next_of(request)}
    return render(request, "accounts/register.html", context, status=422 if form.is_bound else 200)


def _ask(request: HttpRequest, asked: dict[str, str], next_url: str) -> None:
    """Keep the demand, then mail it; the answers are kept in the session so that it can be sent again."""
    mails.count_sign_up(request)
    sign_up = services.ask_account(**asked, next_url=next_url)
    mails.send_sign_up(request, sign_up)
    request.session[ASKED] = {"asked": asked, "next": next_url}


@public(methods=FORM)
def show_sent(request: HttpRequest) -> HttpResponse:
    """Where to look now; send the link again."""
    kept = request.session.get(ASKED)
    if request.method == "POST" and kept:
        _ask(request, kept["asked"], kept["next"])
        messages.success(request, "Le courriel est reparti. Le lien le plus récent est le bon.")
        return redirect("accounts_register_sent")
    return render(request, "accounts/register_sent.html", {"can_send_again": bool(kept)})


@public
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Keep the link in the session, and leave its address, which other sites could be told."""
    request.session[LINK] = token
    return redirect("accounts_register_finish")


@public(methods=FORM)
def finish(request: HttpRequest) -> HttpResponse:
    """The mailbox is proved: names read again, a password, then the second factor and where one was going."""
    try:
        sign_up = links.read_sign_up(str(request.session.get(LINK, "")))
    except SignUpOver:
        return render(request, "accounts/register_dead.html", status=410)
    names = {"given_name": sign_up.given_name, "family_name": sign_up.family_name}
    form = OpenAccountForm(request.POST or None, initial=names)
    if form.is_valid():
        try:
            return _open(request, sign_up, form)
        except PortalError as error:
            add_problem(form, error)
    context = {"form": form, "email": sign_up.email}
    return render(request, "accounts/register_finish.html", context, status=422 if form.is_bound else 200)


def _open(request: HttpRequest, sign_up: SignUp, form: OpenAccountForm) -> HttpResponse:
    person = services.open_account(sign_up, **form.given)
    if request.user.is_authenticated:
        services.log_out(request)
    request.session.pop(LINK, None)
    request.session.pop(ASKED, None)
    return services.log_in(request, person, next_url=sign_up.next or None)
