using Tiny.Nn.Data;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Data;

/// <summary>
/// Regression on standardized targets: the loss is the mean squared error of the output and (target − mean) /
/// deviation; the predictions, output · deviation + mean, have the units of the targets.
/// </summary>
sealed class ScaledRegression(TargetColumn[] columns) : Objective
{
    public override Tensor Loss(Tensor output, Tensor input, Targets targets)
    {
        var (values, scaled) = (targets.Values, new float[targets.Values.Length]);
        for (var i = 0; i < values.Length; i++)
        {
            var column = columns[i % columns.Length];
            scaled[i] = (float)((values[i] - column.Mean) / column.Deviation);
        }
        return output.MeanSquaredError(Tensor.From(output.Backend, output.Shape, scaled));
    }

    public override Targets Predict(Tensor output)
    {
        var values = output.ToArray();
        return Targets.FromValues([.. values.Select((value, i) => Scale(value, i % columns.Length))],
            [columns.Length]);
    }

    float Scale(double output, int column) => (float)(output * columns[column].Deviation + columns[column].Mean);
}
