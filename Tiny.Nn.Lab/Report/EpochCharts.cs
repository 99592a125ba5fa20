namespace Tiny.Nn.Lab.Report;

/// <summary>Creates charts of losses and accuracies per epoch.</summary>
public static class EpochCharts
{
    static readonly ChartAxis epochAxis = new("epoch", IsWhole: true);

    /// <summary>Creates a chart of losses; the axis begins at 0.</summary>
    public static Chart Loss(string title, IReadOnlyList<Series> curves) =>
        new(title, epochAxis, new("", From: 0), curves);

    /// <summary>Creates a chart of positive losses on a logarithmic axis.</summary>
    public static Chart LogarithmicLoss(string title, IReadOnlyList<Series> curves) =>
        new(title, epochAxis, new("", IsLogarithmic: true), curves);

    /// <summary>Creates a chart of accuracies in percent; the axis ends at 100 %.</summary>
    public static Chart Accuracy(string title, IReadOnlyList<Series> curves)
    {
        var lowest = curves.Min(curve => curve.Points.Select((point, i) => point.Y - (curve.Spread?[i] ?? 0)).Min());
        var ticks = ChartAxis.Ticks(Math.Clamp(lowest, 0, 99.9), 100);
        return new(title, epochAxis, new("", ticks[0], 100, Format: percent => $"{percent:0.##} %"), curves);
    }
}
