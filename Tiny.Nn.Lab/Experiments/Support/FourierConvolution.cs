using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Tiny.Nn.Lab.Experiments.Support;

/// <summary>
/// Cross-correlation of an image with a filter by the fast Fourier transform: y = F⁻¹(F(x) · conj F(w)). Its cost is
/// independent of the filter's size. Source: CV-31.
/// </summary>
public static class FourierConvolution
{
    /// <summary>
    /// Returns the positions where the filter lies within the image, (size − kernel + 1)² values, as a convolution
    /// without padding does.
    /// </summary>
    /// <param name="image">A square image, by rows.</param>
    /// <param name="filter">A square filter, by rows, no larger than the image.</param>
    public static double[] Apply(double[] image, int size, double[] filter, int kernel)
    {
        var (x, w) = (new Complex[size * size], new Complex[size * size]);
        for (var i = 0; i < image.Length; i++) x[i] = image[i];
        for (var i = 0; i < filter.Length; i++) w[i / kernel * size + i % kernel] = filter[i];
        Transform(x, size, line => Fourier.Forward(line, FourierOptions.AsymmetricScaling));
        Transform(w, size, line => Fourier.Forward(line, FourierOptions.AsymmetricScaling));
        for (var i = 0; i < x.Length; i++) x[i] *= Complex.Conjugate(w[i]);
        Transform(x, size, line => Fourier.Inverse(line, FourierOptions.AsymmetricScaling));
        var output = size - kernel + 1;
        return [.. Enumerable.Range(0, output * output).Select(i => x[i / output * size + i % output].Real)];
    }

    /// <summary>Transforms every row, then every column, in place.</summary>
    static void Transform(Complex[] plane, int size, Action<Complex[]> transform)
    {
        var line = new Complex[size];
        foreach (var (lineStep, step) in ((int, int)[])[(size, 1), (1, size)])
            for (var start = 0; start < size; start++)
            {
                for (var i = 0; i < size; i++) line[i] = plane[start * lineStep + i * step];
                transform(line);
                for (var i = 0; i < size; i++) plane[start * lineStep + i * step] = line[i];
            }
    }
}
