"""Steps with synthetic positives that do the work of the authors' loop: six views of each image, of which three are
used; CLSP-MoCo makes three keys, of which two are used, and copies its queue. Argument: clsp-simclr or clsp-moco."""
import copy
import sys

import numpy
import torch
import torch.nn.functional as F
from PIL import Image
from simclr import BATCH, TEMPERATURE, loss_of, network, repeat, serve, sgd
from torchvision import transforms

METHOD, WIDTH, QUEUE, CANDIDATES, IMAGES = sys.argv[1], 16, 4096, 2, 1980
is_moco = METHOD == "clsp-moco"
view = transforms.Compose([
    transforms.RandomResizedCrop(32, scale=(0.08, 1.0)),
    transforms.RandomApply([transforms.ColorJitter(0.4, 0.4, 0.2 if is_moco else 0.4, 0.1)], p=0.8),
    transforms.RandomHorizontalFlip(),
    transforms.RandomGrayscale(p=0.2),
    *([transforms.RandomSolarize(128, p=0.2)] if is_moco else []),
    transforms.ToTensor(),
    transforms.Normalize((0.5, 0.5, 0.5), (0.25, 0.25, 0.25)),
])
torch.set_num_threads(1)
torch.manual_seed(0)
random = numpy.random.default_rng(0)
images = random.integers(0, 256, (IMAGES, 32, 32, 3), dtype=numpy.uint8)
positives = random.integers(0, 256, (IMAGES, CANDIDATES, 32, 32, 3), dtype=numpy.uint8)
model = network(WIDTH)
optimizer = sgd(model)
follower = copy.deepcopy(model)
queue, place = F.normalize(torch.randn(2, 64, QUEUE), dim=1), 0


def pair(image):
    return view(image), view(image)


def batch():
    views = []
    for index in random.integers(0, IMAGES, BATCH):
        image = Image.fromarray(images[index])
        positive = Image.fromarray(positives[index, random.integers(CANDIDATES)])
        (first, second), _, (third, _) = pair(image), pair(image), pair(positive)
        views.append((first, second, third))
    return [torch.stack(x) for x in zip(*views)]


def alignment(a, b):
    return (2 - 2 * F.cosine_similarity(a, b)).mean()


def simclr(views):
    z = model(torch.cat(views))
    first, _, third = z.split(BATCH)
    return loss_of(z[:2 * BATCH]) + alignment(first, third)


def contrast(query, key, negatives):
    logits = torch.cat([(query * key).sum(1, keepdim=True), query @ negatives], 1) / TEMPERATURE
    return F.cross_entropy(logits, torch.zeros(BATCH, dtype=torch.long))


def moco(views):
    global place
    with torch.no_grad():
        for mine, theirs in zip(follower.parameters(), model.parameters()):
            mine.copy_(mine * 0.99 + theirs * 0.01)
        keys = [F.normalize(follower(x), dim=1) for x in views]
    q = [F.normalize(model(x), dim=1) for x in views]
    negatives = queue.clone()
    loss = (contrast(q[0], keys[1], negatives[1]) + contrast(q[1], keys[0], negatives[0])) / 2
    queue[:, :, place:place + BATCH] = torch.stack([keys[0].t(), keys[1].t()])
    place = (place + BATCH) % QUEUE
    return loss + 0.5 * alignment(q[0], q[2])


def work():
    loss = (moco if is_moco else simclr)(batch())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    loss.item()
    return BATCH


repeat(work, 2)
serve(lambda seconds: repeat(work, seconds))
