"""Static files of the embedded installation."""

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class QuicklyCompressed(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """With gzip alone: brotli would make the first start half a minute longer, for a browser on the same machine."""

    keep_only_hashed_files = True

    def create_compressor(self, **options: object) -> Compressor:
        return Compressor(use_brotli=False, **options)
