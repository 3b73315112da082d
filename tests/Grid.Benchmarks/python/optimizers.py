"""Steps of an optimiser over the parameters of ResNet-18, one thread. Arguments: rule, width."""
import copy
import sys

import torch
from simclr import network, repeat, serve

RULE, WIDTH = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(1)
torch.manual_seed(0)
model = network(WIDTH)
for p in model.parameters():
    p.grad = torch.randn_like(p) * 1e-3


class Lars(torch.optim.Optimizer):
    """LARS as repositories of self-supervised learning write it."""

    def __init__(self, params):
        super().__init__(params, dict(lr=1e-6, momentum=0.9, weight_decay=1e-4, trust=0.02))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                d = p.grad
                if p.ndim > 1:
                    length, slope = torch.norm(p), torch.norm(d)
                    local = group["trust"] * length / (slope + group["weight_decay"] * length + 1e-8)
                    local = torch.clamp(local / group["lr"], max=1)
                    d = d.add(p, alpha=group["weight_decay"]).mul(local)
                state = self.state[p]
                if "v" not in state:
                    state["v"] = torch.zeros_like(p)
                state["v"].mul_(group["momentum"]).add_(d)
                p.add_(state["v"], alpha=-group["lr"])


average = copy.deepcopy(model)


@torch.no_grad()
def follow():
    for mine, theirs in zip(average.parameters(), model.parameters()):
        mine.mul_(0.99).add_(theirs, alpha=0.01)


one = {
    "sgd": lambda: torch.optim.SGD(model.parameters(), 1e-6, momentum=0.9, weight_decay=1e-4).step,
    "adamw": lambda: torch.optim.AdamW(model.parameters(), 1e-6, weight_decay=1e-4).step,
    "lars": lambda: Lars(model.parameters()).step,
    "ema": lambda: follow,
}[RULE]()


def work():
    for _ in range(10):
        one()
    return 10


repeat(work, 0.2)
serve(lambda seconds: repeat(work, seconds))
