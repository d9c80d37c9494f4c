"""Keys of authenticator apps and of recovery codes were stored as they are."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from inbox import fields

SEALED = ("secret", "seed")


def seal(apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    for row in apps.get_model("mfa", "Authenticator").objects.iterator():
        row.data |= {key: fields.encrypt({"key": row.data[key]}).decode() for key in SEALED if key in row.data}
        row.save(update_fields=["data"])


def unseal(apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    for row in apps.get_model("mfa", "Authenticator").objects.iterator():
        row.data |= {key: fields.decrypt(row.data[key].encode())["key"] for key in SEALED if key in row.data}
        row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [("inbox", "0026_notifications_in_any_language"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunPython(seal, unseal)]
