"""Views a second of torchvision on PIL images, on one core; a block for each line of input."""
import sys
import time

import numpy
import torch
from PIL import Image
from torchvision import transforms

torch.set_num_threads(1)
torch.manual_seed(0)
view = transforms.Compose([
    transforms.RandomResizedCrop(32, scale=(0.08, 1.0)),
    transforms.RandomApply([transforms.ColorJitter(0.4, 0.4, 0.4, 0.1)], p=0.8),
    transforms.RandomHorizontalFlip(),
    transforms.RandomGrayscale(p=0.2),
])
pixels = numpy.random.default_rng(0).integers(0, 256, (256, 32, 32, 3), dtype=numpy.uint8)
images = [Image.fromarray(x) for x in pixels]


def block(seconds):
    cpu, wall, done = time.process_time(), time.perf_counter(), 0
    while time.perf_counter() - wall < seconds:
        for image in images:
            view(image)
            view(image)
        done += 2 * len(images)
    return done, time.process_time() - cpu, time.perf_counter() - wall


block(1)
print("ready", torch.__version__, flush=True)
for line in sys.stdin:
    print(*block(float(line)), flush=True)
