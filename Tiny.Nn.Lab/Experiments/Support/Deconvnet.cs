using Tiny.Nn.Layers;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Lab.Experiments.Support;

/// <summary>
/// The deconvnet of a network that begins with a convolution, max pooling, ReLU and a second convolution: projects an
/// activation of the second convolution back to pixels. Each convolution becomes its transpose with the same filters,
/// and the pooling becomes unpooling by the argmax indices ("switches") of the forward pass.
/// </summary>
/// <remarks>Source: NA-14, Zeiler and Fergus 2014. Biases take no part.</remarks>
sealed class Deconvnet(Conv2d first, MaxPoolLayer pool, Conv2d second)
{
    /// <summary>The argmax indices of the pooling for an input x [N, 1, H, W].</summary>
    public PoolingIndices Switches(Tensor x)
    {
        var context = ForwardContext.Evaluation;
        pool.Forward(first.Forward(x, context), context);
        return context.SavedIndices(pool)!;
    }

    /// <summary>
    /// The linear part of the forward pass: convolution, the elements at the switches, convolution.
    /// </summary>
    public Tensor Respond(Tensor x, PoolingIndices switches) =>
        x.Convolve(first.Weight.Value).Gather(switches.Planes, switches.Indices).Reshape(switches.OutputShape)
            .Convolve(second.Weight.Value);

    /// <summary>
    /// Projects activations y of the second convolution to pixels; without ReLU it is the transpose of
    /// <see cref="Respond"/>.
    /// </summary>
    public Tensor Project(Tensor y, PoolingIndices switches, bool isRectified = true)
    {
        var pooled = y.ConvolveTransposed(second.Weight.Value);
        return (isRectified ? pooled.Relu() : pooled).MaxUnpool(switches).ConvolveTransposed(first.Weight.Value);
    }
}
