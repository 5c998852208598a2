"""A decision keeps what the claim said; laid before the triggers, for SQLite makes the table anew."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('practice', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='claimdecision',
            name='narrative',
            field=models.TextField(blank=True, default=''),
        ),
    ]
