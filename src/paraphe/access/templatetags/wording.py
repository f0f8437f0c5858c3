"""`{% load wording %}`: `{{ person.full_name|of_person }}` writes « d’Odile Farge » or « de Nadia Belkhir »."""

from django import template

from paraphe.access.wording import of_person

register = template.Library()
register.filter(of_person)
