using Tiny.Nn.Layers;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Lab.Experiments.Support;

/// <summary>AlexNet's local response normalization as a layer, with its constants.</summary>
/// <remarks>Source: RG-21.</remarks>
sealed class ResponseNorm : Layer
{
    public override Tensor Forward(Tensor x, ForwardContext context) => x.LocalResponseNorm();

    public override string ToString() => "ResponseNorm";
}
