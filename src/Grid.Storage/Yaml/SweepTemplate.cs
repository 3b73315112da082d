namespace Grid.Storage.Yaml;

public static partial class SweepYaml
{
    /// <summary>The commented file that 'grid init' writes. It runs as it is: its images are made, not read.</summary>
    public static string Template() => """
        # A sweep: one recipe, the knobs to vary, and how to choose among their values.
        #   grid sweep check FILE    tells every fault of this file, with its line
        #   grid sweep plan FILE     says how many runs it will have
        #   grid sweep run FILE      runs it here; run it again after a crash and it goes on
        grid: 1
        name: my-sweep                    # lower-case letters, digits and dashes
        seed: 0                           # every draw and every run derives from it

        # What trials are ranked by. val.* is measured on training images held out, test.* on the test images.
        objective: { metric: val.knn.top1, direction: maximize }

        # What every run shares. Settings left out have defaults: 'grid method show moco' lists them.
        recipe:
          data: { name: shapes, images: 2000 }   # or { name: cifar10, root: ${GRID_DATA:-./data} }
          method: { name: moco }                 # 'grid method list' names the others
          encoder: { name: resnet18, stem: cifar, width: 8 }
          projector: { hidden: 128, output: 64, norm: true }
          train: { epochs: 6, batch: 64, optimizer: adamw, lr: 2.0e-3, weight_decay: 1.0e-4, warmup_epochs: 1 }
          evaluate: { knn: { k: 50, every_epochs: 3 } }

        # What varies: any setting of the recipe, by its dotted path.
        #   [0.1, 0.2]               these values
        #   { int: [64, 512, 64] }   whole numbers, here every 64th
        #   { log2: [256, 4096] }    the powers of two in between
        #   { uniform: [0.0, 0.5] }  evenly spread          (sampler random only)
        #   { log: [1.0e-4, 1.0] }   evenly spread over the logarithms          (sampler random only)
        # Each form takes a condition, too: { choice: [...], when: "train.optimizer == 'sgd'" }
        space:
          method.temperature: [0.1, 0.2, 0.5]
          method.queue: { log2: [256, 1024] }

        # What every trial must satisfy, and trials to begin with.
        constraints: [ "method.queue >= 2 * train.batch" ]
        points: [ { method.temperature: 0.2 } ]

        replicas: 1                       # runs per trial, each with its own seed; from 3 on there is an interval
        sampler: { name: grid }           # or { name: random, trials: 20 }
        scheduler: { name: none }
        resources: { device: any, slots: 1 }
        limits: { parallel: 16, attempts: 3 }
        checkpoint: { every: 10s, keep: 2 }

        """;
}
