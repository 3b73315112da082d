"""SimCLR steps of ResNet-18, width 16, as plain PyTorch scripts write them; a block for each line of input."""
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

THREADS, BATCH, WIDTH, TEMPERATURE = int(sys.argv[1]), 64, 16, 0.2


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


def network():
    layers = [nn.Conv2d(3, WIDTH, 3, 1, 1, bias=False), nn.BatchNorm2d(WIDTH), nn.ReLU()]
    inputs = WIDTH
    for stage in range(4):
        outputs = WIDTH << stage
        layers += [Block(inputs, outputs, 1 if stage == 0 else 2), Block(outputs, outputs, 1)]
        inputs = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(),
                         nn.Linear(inputs, 128, bias=False), nn.BatchNorm1d(128), nn.ReLU(), nn.Linear(128, 64))


def loss_of(z):
    z = F.normalize(z, dim=1)
    logits = z @ z.t() / TEMPERATURE
    logits.fill_diagonal_(float("-inf"))
    targets = torch.arange(2 * BATCH).roll(BATCH)
    return F.cross_entropy(logits, targets)


torch.set_num_threads(THREADS)
torch.manual_seed(0)
model = network()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-4)
views = torch.randn(2 * BATCH, 3, 32, 32)


def block(seconds):
    cpu, wall, done = time.process_time(), time.perf_counter(), 0
    while time.perf_counter() - wall < seconds:
        optimizer.zero_grad()
        loss = loss_of(model(views))
        loss.backward()
        optimizer.step()
        loss.item()
        done += BATCH
    return done, time.process_time() - cpu, time.perf_counter() - wall


block(2)
print("ready", torch.__version__, flush=True)
for line in sys.stdin:
    print(*block(float(line)), flush=True)
