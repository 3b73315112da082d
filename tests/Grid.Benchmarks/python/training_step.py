"""SimCLR steps of ResNet-18 on views made beforehand.

Arguments: threads, width, layout (nchw or channels_last), precision (fp32 or bf16).
"""
import sys

import torch
from simclr import BATCH, network, repeat, serve, sgd, step

threads, width, layout, precision = int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]
torch.set_num_threads(threads)
torch.manual_seed(0)
model, views = network(width), torch.randn(2 * BATCH, 3, 32, 32)
if layout == "channels_last":
    model, views = (x.to(memory_format=torch.channels_last) for x in (model, views))
optimizer = sgd(model)


def work():
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bf16"):
        step(model, optimizer, views)
    return BATCH


repeat(work, 2)
serve(lambda seconds: repeat(work, seconds))
