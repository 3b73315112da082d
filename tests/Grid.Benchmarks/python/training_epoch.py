"""A whole epoch as plain scripts write it: files, torchvision's transforms, DataLoader. Arguments: folder, width."""
import glob
import sys
import time

import numpy
import torch
from PIL import Image
from simclr import BATCH, network, serve, sgd, step
from torchvision import transforms

FOLDER, WIDTH, WORKERS = sys.argv[1], int(sys.argv[2]), 2
view = transforms.Compose([
    transforms.RandomResizedCrop(32, scale=(0.08, 1.0)),
    transforms.RandomApply([transforms.ColorJitter(0.4, 0.4, 0.4, 0.1)], p=0.8),
    transforms.RandomHorizontalFlip(),
    transforms.RandomGrayscale(p=0.2),
    transforms.ToTensor(),
    transforms.Normalize((0.4914, 0.4822, 0.4465), (0.2023, 0.1994, 0.2010)),
])


class TwoViews(torch.utils.data.Dataset):
    def __init__(self):
        records = numpy.concatenate([numpy.fromfile(x, dtype=numpy.uint8).reshape(-1, 3073)
                                     for x in sorted(glob.glob(FOLDER + "/data_batch_*.bin"))])
        self.images = records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        image = Image.fromarray(self.images[index])
        return view(image), view(image)


def epoch():
    loader = torch.utils.data.DataLoader(TwoViews(), BATCH, shuffle=True, num_workers=WORKERS, drop_last=True)
    model = network(WIDTH)
    optimizer = sgd(model)
    for first, second in loader:
        step(model, optimizer, torch.cat([first, second]))
    return len(loader) * BATCH


def block(_):
    cpu, wall = time.process_time(), time.perf_counter()
    return epoch(), time.process_time() - cpu, time.perf_counter() - wall


serve(block)
