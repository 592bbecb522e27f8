"""Addresses of what can be done with lists: views, actions on many rows, the board, and the pipelines of deals."""

from django.urls import URLPattern, path

from contacts.views import board, bulk, deals, deeds, pipelines, saved_views

pages: list[URLPattern] = [
    path("views/", saved_views.save_view, name="view_save"),
    path("views/<int:pk>/", saved_views.change_view, name="view_change"),
    path("bulk/", bulk.act, name="bulk"),
    path("bulk/<int:pk>/", deeds.progress, name="bulk_progress"),
    path("bulk/<int:pk>/undo/", deeds.undo, name="bulk_undo"),
    path("deals/board/", board.board, name="deals_board"),
    path("deals/<int:pk>/move/", deals.where_to, name="deal_move"),
    path("settings/pipelines/", pipelines.pipelines, name="pipelines"),
    path("settings/pipelines/begin/", pipelines.begin, name="pipelines_begin"),
    path("settings/pipelines/<int:pk>/", pipelines.change_pipeline, name="pipeline_change"),
    path("settings/stages/", pipelines.stages, name="stages"),
    path("settings/stages/<int:pk>/", pipelines.change_stage, name="stage_change"),
    path("settings/stages/<int:pk>/end/", pipelines.end_stage, name="stage_end"),
]
