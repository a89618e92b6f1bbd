"""Writes the demo's melody as raw samples (mono, 16 bit, 44.1 kHz) to standard output. See README.md."""
import math
import struct
import sys

RATE = 44100
BEAT = 0.5  # seconds
CHORDS = [(110.00, 220.00, 261.63, 329.63), (87.31, 174.61, 220.00, 261.63),
          (130.81, 196.00, 261.63, 329.63), (98.00, 196.00, 246.94, 293.66)]
ORDER = (0, 2, 1, 3, 2, 3)


def tone(freq, t, length):
    """A soft bell: three partials that fade at their own speeds."""
    if t < 0 or t > length:
        return 0.0
    attack = min(1.0, t / 0.02)
    release = min(1.0, (length - t) / 0.2)
    return attack * release * sum(
        level * math.sin(2 * math.pi * freq * partial * t) * math.exp(-t * fade)
        for partial, level, fade in ((1, 1.0, 1.2), (2, 0.35, 2.4), (3, 0.12, 4.0)))


total = int(RATE * BEAT * len(ORDER) * len(CHORDS))
mix = [0.0] * total
for number, chord in enumerate(CHORDS):
    start = number * len(ORDER)
    notes = [(chord[0], 0.0, 3.0, 0.30)]
    notes += [(2 * chord[index], step * BEAT, 1.6, 0.22) for step, index in enumerate(ORDER)]
    for freq, after, length, level in notes:
        first = int((start * BEAT + after) * RATE)
        for i in range(int(length * RATE)):
            mix[(first + i) % total] += level * tone(freq, i / RATE, length)
peak = max(abs(value) for value in mix)
sys.stdout.buffer.write(b"".join(struct.pack("<h", int(value / peak * 20000)) for value in mix))
