from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("registry", "0002_life_of_the_register"),
    ]

    operations = [
        migrations.AddField(
            model_name="service",
            name="access_delay",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="service",
            name="charter",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="service",
            name="charter_version",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("charter", ""), ("charter_version", 0)),
                    models.Q(models.Q(("charter", ""), _negated=True), ("charter_version__gt", 0)),
                    _connector="OR",
                ),
                name="registry_charter_whole",
            ),
        ),
    ]
