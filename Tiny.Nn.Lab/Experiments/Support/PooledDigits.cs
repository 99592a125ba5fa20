using Tiny.Nn.Data;

namespace Tiny.Nn.Lab.Experiments.Support;

/// <summary>Digits of 14×14 pixels: each pixel is the mean of 2×2 pixels. For quick runs.</summary>
static class PooledDigits
{
    public static Dataset Create(Dataset digits)
    {
        var (side, half) = (digits.ExampleShape[1], digits.ExampleShape[1] / 2);
        var inputs = new float[digits.Count * half * half];
        for (var i = 0; i < digits.Count; i++)
        {
            var image = digits.Input(i);
            for (var pixel = 0; pixel < half * half; pixel++)
            {
                var corner = 2 * (pixel / half) * side + 2 * (pixel % half);
                inputs[i * half * half + pixel] =
                    (image[corner] + image[corner + 1] + image[corner + side] + image[corner + side + 1]) / 4;
            }
        }
        return Dataset.FromArrays(inputs, [1, half, half], digits.Labels(), digits.Classes, digits.Name);
    }
}
