"""Understanding mail: bytes in, values out. Pure: knows neither Django nor the rest of this project, and never raises."""
