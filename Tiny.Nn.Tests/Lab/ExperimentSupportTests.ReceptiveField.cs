using Tiny.Nn.Lab.Experiments.Support;

namespace Tiny.Nn.Tests.Lab;

public sealed partial class ExperimentSupportTests
{
    [Fact]
    public void A_receptive_field_has_the_size_the_jump_and_the_inputs_of_its_layers()
    {
        var field = new ReceptiveField([new(2, Stride: 3), new(3, Dilation: 2)]);
        Assert.Equal((14, 3), (field.Size, field.Jump));
        Assert.Equal([0, 1, 6, 7, 12, 13], field.Offsets);
        Assert.Equal([0], new ReceptiveField([]).Offsets);
    }
}
