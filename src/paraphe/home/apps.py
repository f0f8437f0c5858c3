"""The entrance hall as a Django application."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Home pages, navigation, short addresses."""

    name = "paraphe.home"
    label = "home"
    verbose_name = "Accueil"

    def ready(self) -> None:
        """Fill the slots that surround every page."""
        from paraphe.access import readings
        from paraphe.home import frames
        from paraphe.home.acts import open_acts
        from paraphe.web import slots

        readings.register_pages({"home:body": "L’accueil de l’organisme"})
        slots.navigation.fill(frames.list_navigation)
        slots.margin_note.fill(frames.write_margin_note)
        slots.open_acts.fill(open_acts)
        slots.chosen_body.fill(frames.name_chosen_body)
