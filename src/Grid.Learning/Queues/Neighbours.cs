using static TorchSharp.torch;

namespace Grid.Learning.Queues;

// N = batch, D = projector width, Q = queue, K = neighbours of each.

/// <summary>The keys of a queue that are nearest to some rows.</summary>
/// <param name="Indices">Columns of the queue, int64 [N, K], nearest first.</param>
/// <param name="Keys">Those keys, [N, K, D], without gradient.</param>
public sealed record Neighbours(Tensor Indices, Tensor Keys)
{
    /// <summary>Finds them by cosine.</summary>
    /// <param name="rows">float [N, D]; of any length, no gradient.</param>
    /// <param name="columns">Unit columns [D, Q] of one slot of a queue.</param>
    /// <param name="count">K, 1 .. Q.</param>
    /// <exception cref="ArgumentException">Widths differ, or the queue has fewer than K keys.</exception>
    public static Neighbours Of(Tensor rows, Tensor columns, int count)
    {
        if (rows.dim() != 2 || columns.dim() != 2 || rows.size(1) != columns.size(0) || count < 1
            || count > columns.size(1))
        {
            throw new ArgumentException($"cannot find {count} neighbours of [{string.Join(", ", rows.shape)}] in "
                + $"[{string.Join(", ", columns.shape)}]");
        }

        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        // The length of a row moves none of its neighbours.
        var found = rows.mm(columns).topk(count, 1).indexes;
        var keys = columns.index_select(1, found.view(-1)).t().reshape(rows.size(0), count, rows.size(1));
        return new Neighbours(found.MoveToOuterDisposeScope(), keys.MoveToOuterDisposeScope());
    }
}
