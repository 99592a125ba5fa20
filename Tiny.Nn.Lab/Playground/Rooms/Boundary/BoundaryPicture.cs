using System.Runtime.InteropServices;
using Tiny.Nn.Backends;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Lab.Playground.Rooms.Boundary;

/// <summary>
/// What a network computes at every point of the plane, as bytes: the output, and units. In a regression the plane is
/// the x axis alone.
/// </summary>
/// <remarks>
/// <code>
///   classification   output 60×60 bytes, 0 … 255 for the probability 0 … 1 of class 1; each unit 30×30
///   regression       output as 120 floats; each unit 60 bytes
///   a unit           1 … 255 for −s … s, where s is its largest absolute value; 128 for what is not finite
///   then             padding to a multiple of 4; floats, if they are requested: the weights and biases of each layer;
///                    the warped points and the warped lines of the plane's grid, as pairs
/// </code>
/// </remarks>
sealed class BoundaryPicture
{
    /// <summary>The points per axis of the plane; a unit has half as many.</summary>
    public const int Side = 60;

    /// <summary>The plane extends from −1.2 to 1.2.</summary>
    public const double Limit = 1.2;

    /// <summary>The number of points on the x axis of a regression.</summary>
    public const int CurveLength = 120;

    /// <summary>Every fifth line of the plane's grid is drawn in the warped space.</summary>
    const int LineDistance = 5;

    readonly Backend backend;
    readonly BoundaryTraining training;
    readonly bool isCurve;
    readonly float[] inputs, pointInputs;
    readonly int[] lines;
    readonly WarpedSpace warped = new();

    public BoundaryPicture(Backend backend, BoundaryTraining training)
    {
        (this.backend, this.training, isCurve) = (backend, training, training.Settings.IsRegression);
        var features = training.Settings.Inputs;
        inputs = InputFeature.Of(features, isCurve ? Curve() : Plane());
        pointInputs = InputFeature.Of(features, training.Points.Select(point => (point.X, point.Y)));
        lines = [.. isCurve ? Enumerable.Range(0, CurveLength) : GridLines()];
    }

    /// <summary>The number of bytes of a unit's plane.</summary>
    public int UnitSize => isCurve ? CurveLength / 2 : Side / 2 * (Side / 2);

    /// <summary>The number of points on each line of the warped grid.</summary>
    public int LineLength => isCurve ? CurveLength : Side;

    /// <summary>Returns the planes of the network's inputs.</summary>
    public byte[] Inputs()
    {
        var (bytes, count) = (new List<byte>(), training.Settings.Inputs.Length);
        for (var feature = 0; feature < count; feature++) AddUnit(bytes, inputs, count, feature);
        return [.. bytes];
    }

    /// <summary>Computes the picture of the network as it is now.</summary>
    public byte[] Compute(PictureRequest request)
    {
        var columns = Columns(inputs);
        var (bytes, floats) = (new List<byte>(), new List<float>());
        var output = columns[^1].Values;
        if (isCurve) bytes.AddRange(MemoryMarshal.AsBytes<float>(output));
        else for (var i = 0; i < output.Length; i += 2) bytes.Add(Probability(output[i + 1] - output[i]));
        AddUnits(bytes, columns, request);
        while (bytes.Count % 4 != 0) bytes.Add(0);
        if (request.HasWeights)
            foreach (var (_, parameter) in training.Network.Parameters)
                foreach (var value in parameter.Value.ToArray()) floats.Add((float)value);
        if (request.HasWarped) Warp(columns[^2], floats);
        bytes.AddRange(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(floats)));
        return [.. bytes];
    }

    /// <summary>Adds the requested units; after the last one of the network the first one follows.</summary>
    void AddUnits(List<byte> bytes, List<(float[] Values, int Width)> columns, PictureRequest request)
    {
        (float[] Values, int Width, int Unit)[] units = [.. columns.Skip(1).SelectMany(
            column => Enumerable.Range(0, column.Width).Select(unit => (column.Values, column.Width, unit)))];
        RequestCheck.InRange(request.FirstUnit, 0, units.Length - 1);
        var count = request.UnitCount ?? units.Length;
        RequestCheck.InRange(count, 0, units.Length, "unitCount");
        bytes.EnsureCapacity(bytes.Count + count * UnitSize);
        for (var i = 0; i < count; i++)
        {
            var (values, width, unit) = units[(request.FirstUnit + i) % units.Length];
            AddUnit(bytes, values, width, unit);
        }
    }

    /// <summary>Returns the inputs and the outputs of each layer of units for some inputs.</summary>
    List<(float[] Values, int Width)> Columns(float[] values)
    {
        var width = training.Settings.Inputs.Length;
        var columns = new List<(float[], int)> { (values, width) };
        using var scope = backend.BeginScope(recording: false);
        var x = Tensor.From(backend, [values.Length / width, width], values);
        var layers = training.Network.Layers;
        for (var i = 0; i < layers.Count; i++)
        {
            x = layers[i].Forward(x, ForwardContext.Evaluation);
            if (i < layers.Count - 1 && layers[i + 1] is not Dense) continue;
            var outputs = new float[x.Shape.Count];
            x.CopyTo(outputs);
            columns.Add((outputs, x.Shape[1]));
        }
        return columns;
    }

    void Warp((float[] Values, int Width) plane, List<float> floats)
    {
        var points = pointInputs.Length == 0 ? plane.Values : Columns(pointInputs)[^2].Values;
        var weights = ((Dense)training.Network.Layers[^1]).Weight.Value.ToArray();
        warped.Fit(points, plane.Width, isCurve ? weights : Difference(weights, plane.Width));
        if (pointInputs.Length > 0) warped.Project(points, floats);
        foreach (var index in lines) warped.Project(plane.Values.AsSpan(index * plane.Width, plane.Width), floats);
    }

    /// <summary>Returns w₁ − w₀, the direction across the boundary of two classes.</summary>
    static double[] Difference(double[] weights, int width) =>
        [.. Enumerable.Range(0, width).Select(i => weights[width + i] - weights[i])];

    static byte Probability(float logit) =>
        float.IsNaN(logit) ? (byte)128 : (byte)Math.Round(255 / (1 + Math.Exp(-logit)));

    /// <summary>Adds every second value of a unit, in both directions.</summary>
    void AddUnit(List<byte> bytes, float[] values, int width, int unit)
    {
        var (rowLength, rows) = isCurve ? (CurveLength, 1) : (Side, Side);
        var scale = 1e-6f;
        for (var i = unit; i < values.Length; i += width)
            if (float.IsFinite(values[i])) scale = Math.Max(scale, Math.Abs(values[i]));
        for (var row = 0; row < rows; row += 2)
            for (var column = 0; column < rowLength; column += 2)
            {
                var value = values[(row * rowLength + column) * width + unit];
                bytes.Add((byte)(128 + (float.IsFinite(value) ? Math.Round(127 * (double)value / scale) : 0)));
            }
    }

    /// <summary>The points of the plane, row by row from the top.</summary>
    static IEnumerable<(float X, float Y)> Plane() =>
        from row in Enumerable.Range(0, Side)
        from column in Enumerable.Range(0, Side)
        select (Coordinate(column, Side), -Coordinate(row, Side));

    static IEnumerable<(float X, float Y)> Curve() =>
        Enumerable.Range(0, CurveLength).Select(column => (Coordinate(column, CurveLength), 0f));

    static float Coordinate(int index, int count) => (float)(Limit * ((2.0 * index + 1) / count - 1));

    /// <summary>The indices of the points on horizontal, then on vertical lines of the grid.</summary>
    static IEnumerable<int> GridLines()
    {
        for (var row = LineDistance / 2; row < Side; row += LineDistance)
            for (var column = 0; column < Side; column++) yield return row * Side + column;
        for (var column = LineDistance / 2; column < Side; column += LineDistance)
            for (var row = 0; row < Side; row++) yield return row * Side + column;
    }
}

/// <summary>The parts of a picture to compute; all of them by default.</summary>
sealed record PictureRequest
{
    /// <summary>The index of the first unit in the order of the layers.</summary>
    public int FirstUnit { get; init; }

    /// <summary>The number of units; null for all.</summary>
    public int? UnitCount { get; init; }

    public bool HasWeights { get; init; } = true;

    /// <summary>Whether the space of the last hidden layer is computed.</summary>
    public bool HasWarped { get; init; } = true;
}
