"""Diffusion on a U-Net as plain PyTorch scripts write it: training steps or sampling with an anchor; a block for each
line of input. Arguments: train or sample, threads, channels, batch."""
import copy
import math
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

MODE, THREADS, CHANNELS, BATCH = sys.argv[1:]
THREADS, CHANNELS, BATCH, T, STEPS, STRENGTH = int(THREADS), int(CHANNELS), int(BATCH), 1000, 2, 0.1


class Attention(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm = nn.GroupNorm(32, channels)
        self.q, self.k, self.v, self.out = (nn.Conv2d(channels, channels, 1) for _ in range(4))

    def forward(self, x):
        n, c, h, w = x.shape
        y = self.norm(x)
        q = self.q(y).permute(0, 2, 3, 1).reshape(n, h * w, c)
        k = self.k(y).reshape(n, c, h * w)
        v = self.v(y).permute(0, 2, 3, 1).reshape(n, h * w, c)
        y = torch.bmm(F.softmax(torch.bmm(q, k) * c ** -0.5, dim=-1), v)
        return x + self.out(y.reshape(n, h, w, c).permute(0, 3, 1, 2))


class Residual(nn.Module):
    def __init__(self, inputs, outputs, embedding, attends):
        super().__init__()
        self.first = nn.Sequential(nn.GroupNorm(32, inputs), nn.SiLU(), nn.Conv2d(inputs, outputs, 3, padding=1))
        self.time = nn.Sequential(nn.SiLU(), nn.Linear(embedding, outputs))
        self.second = nn.Sequential(
            nn.GroupNorm(32, outputs), nn.SiLU(), nn.Dropout(0.1), nn.Conv2d(outputs, outputs, 3, padding=1))
        self.shortcut = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else nn.Identity()
        self.attention = Attention(outputs) if attends else nn.Identity()

    def forward(self, x, t):
        y = self.first(x) + self.time(t)[:, :, None, None]
        return self.attention(self.second(y) + self.shortcut(x))


class Resize(nn.Module):
    def __init__(self, channels, up):
        super().__init__()
        self.up, self.conv = up, nn.Conv2d(channels, channels, 3, 1 if up else 2, 1)

    def forward(self, x, t):
        return self.conv(F.interpolate(x, scale_factor=2) if self.up else x)


class UNet(nn.Module):
    def __init__(self, channels):
        super().__init__()
        frequency = torch.exp(torch.arange(0, channels, 2) / channels * -math.log(10000))
        angles = torch.arange(T)[:, None] * frequency
        table = torch.stack([angles.sin(), angles.cos()], -1).view(T, channels)
        e = 4 * channels
        self.embed = nn.Sequential(
            nn.Embedding.from_pretrained(table), nn.Linear(channels, e), nn.SiLU(), nn.Linear(e, e))
        self.head = nn.Conv2d(3, channels, 3, padding=1)
        self.down, self.up, widths, width = nn.ModuleList(), nn.ModuleList(), [channels], channels
        mult = [1, 2, 2, 2]
        for level, m in enumerate(mult):
            for _ in range(2):
                self.down.append(Residual(width, channels * m, e, level == 1))
                width = channels * m
                widths.append(width)
            if level < 3:
                self.down.append(Resize(width, False))
                widths.append(width)
        self.middle = nn.ModuleList([Residual(width, width, e, True), Residual(width, width, e, False)])
        for level in (3, 2, 1, 0):
            for _ in range(3):
                self.up.append(Residual(width + widths.pop(), channels * mult[level], e, level == 1))
                width = channels * mult[level]
            if level > 0:
                self.up.append(Resize(width, True))
        self.tail = nn.Sequential(nn.GroupNorm(32, width), nn.SiLU(), nn.Conv2d(width, 3, 3, padding=1))

    def encode(self, x, t):
        x = self.head(x)
        skips = [x]
        for block in self.down:
            x = block(x, t)
            skips.append(x)
        for block in self.middle:
            x = block(x, t)
        return x, skips

    def decode(self, x, skips, t):
        for block in self.up:
            x = block(torch.cat([x, skips.pop()], 1) if isinstance(block, Residual) else x, t)
        return self.tail(x)

    def forward(self, x, t):
        t = self.embed(t)
        return self.decode(*self.encode(x, t), t)


torch.set_num_threads(THREADS)
torch.manual_seed(0)
model = UNet(CHANNELS)
images = torch.rand(BATCH, 3, 32, 32) * 2 - 1
left = torch.cumprod(1 - torch.linspace(1e-4, 0.02, T).double(), 0).float()


def noised(x, t, noise):
    return left[t].sqrt().view(-1, 1, 1, 1) * x + (1 - left[t]).sqrt().view(-1, 1, 1, 1) * noise


if MODE == "train":
    average = copy.deepcopy(model)
    optimizer = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=2e-4)
else:
    model.eval()


def train():
    t, noise = torch.randint(T, (BATCH,)), torch.randn_like(images)
    flipped = torch.where(torch.rand(BATCH, 1, 1, 1) < 0.5, images.flip(3), images)
    loss = F.mse_loss(model(noised(flipped, t, noise), t), noise)
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    with torch.no_grad():
        for mine, theirs in zip(average.state_dict().values(), model.state_dict().values()):
            mine.copy_(mine * 0.9999 + theirs * 0.0001)
    loss.item()


@torch.no_grad()
def sample():
    x = torch.randn_like(images)
    for t in (999, 499):
        t, step = torch.full((BATCH,), t), left[t]
        anchor = noised(images, t, torch.randn_like(images))
        e = model.embed(t)
        (h, skips), (other, _) = model.encode(x, e), model.encode(anchor, e)
        eps = model.decode(STRENGTH * h + (1 - STRENGTH) * other, skips, e)
        x = 0.9 * (x - (1 - step).sqrt() * eps) + 0.1 * torch.randn_like(x)
    return x


def block(seconds):
    cpu, wall, done = time.process_time(), time.perf_counter(), 0
    while time.perf_counter() - wall < seconds:
        train() if MODE == "train" else sample()
        done += BATCH
    return done, time.process_time() - cpu, time.perf_counter() - wall


block(1)
print("ready", torch.__version__, flush=True)
for line in sys.stdin:
    print(*block(float(line)), flush=True)
