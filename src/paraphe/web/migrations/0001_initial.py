from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DatabaseMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=32, unique=True)),
                ("marked_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={"db_table": "web_database_mark"},
        ),
    ]
