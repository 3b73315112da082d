"""ResNet-18 with a projector and the SimCLR loss, as plain PyTorch scripts write them."""
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

BATCH, TEMPERATURE = 64, 0.2


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


def network(width):
    layers = [nn.Conv2d(3, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
    inputs = width
    for stage in range(4):
        outputs = width << stage
        layers += [Block(inputs, outputs, 1 if stage == 0 else 2), Block(outputs, outputs, 1)]
        inputs = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(),
                         nn.Linear(inputs, 128, bias=False), nn.BatchNorm1d(128), nn.ReLU(), nn.Linear(128, 64))


def loss_of(z):
    z = F.normalize(z, dim=1)
    logits = z @ z.t() / TEMPERATURE
    logits.fill_diagonal_(float("-inf"))
    return F.cross_entropy(logits, torch.arange(len(z)).roll(len(z) // 2))


def sgd(model):
    return torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-4)


def step(model, optimizer, views):
    optimizer.zero_grad()
    loss = loss_of(model(views))
    loss.backward()
    optimizer.step()
    return loss.item()


def repeat(work, seconds):
    """Work, which says how many items it did, again and again: items, processor seconds, seconds."""
    cpu, wall, done = time.process_time(), time.perf_counter(), 0
    while time.perf_counter() - wall < seconds:
        done += work()
    return done, time.process_time() - cpu, time.perf_counter() - wall


def serve(block):
    """A block of work for each line of input."""
    print("ready", torch.__version__, flush=True)
    for line in sys.stdin:
        print(*block(float(line)), flush=True)
