"""The sheets and columns of the template, as shapes/forms/ and the rules state them, and their layouts."""

from __future__ import annotations

from pscvc_kg.forms.fields import Column, Field
from pscvc_kg.forms.form import Form, Sheet, form, profiles_with_form
from pscvc_kg.forms.layout import GIVEN, every_layout, layout_of, layouts_of, names_of, unmarked

__all__ = [
    "GIVEN",
    "Column",
    "Field",
    "Form",
    "Sheet",
    "every_layout",
    "form",
    "layout_of",
    "layouts_of",
    "names_of",
    "profiles_with_form",
    "unmarked",
]
