"""The workbook's sheets and columns, as shapes/forms/ and the rules state them, and the layouts made of them."""

from __future__ import annotations

from pscvc_kg.forms.form import Column, Field, Form, Sheet, form, profiles_with_form
from pscvc_kg.forms.layout import layout_of, layouts_of

__all__ = ["Column", "Field", "Form", "Sheet", "form", "layout_of", "layouts_of", "profiles_with_form"]
