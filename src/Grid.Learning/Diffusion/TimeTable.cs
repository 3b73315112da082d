namespace Grid.Learning.Diffusion;

/// <summary>Tells a network the time as sines and cosines of it, from fast to slow.</summary>
/// <remarks>Vaswani et al. 2017, section 3.5, https://arxiv.org/abs/1706.03762; sines and cosines alternate.</remarks>
public static class TimeTable
{
    /// <summary>Row t, columns 2i and 2i + 1: sine and cosine of t * 10000^(-2i / width), in float32.</summary>
    /// <param name="times">Rows, >= 1.</param>
    /// <param name="width">Columns, even, >= 2.</param>
    /// <returns>[times, width], row-major.</returns>
    public static float[] Rows(int times, int width)
    {
        var values = new float[times * width];
        for (var column = 0; column < width; column += 2)
        {
            var frequency = MathF.Exp(-((float)column / width * MathF.Log(10000)));
            for (var row = 0; row < times; row++)
            {
                var at = (row * width) + column;
                (values[at], values[at + 1]) = (MathF.Sin(row * frequency), MathF.Cos(row * frequency));
            }
        }

        return values;
    }
}
