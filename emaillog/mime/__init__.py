"""Understanding mail: bytes in, values out. Knows neither Django nor the rest of this project."""
