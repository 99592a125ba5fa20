namespace Tiny.Nn.Lab.Playground.Rooms;

/// <summary>The room in which a network learns to separate points of a plane.</summary>
sealed class BoundaryRoom : Room
{
    public BoundaryRoom(RoomContext context)
    {
        _ = context;
        On<PointsRequest>("points", Points);
    }

    static PointsReply Points(PointsRequest request)
    {
        var create = ToyPoints.All.FirstOrDefault(set => set.Name == request.Data).Create
            ?? throw new ArgumentException($"data: unknown set '{request.Data}'; choose one of "
                + string.Join(", ", ToyPoints.All.Select(set => set.Name)));
        var points = create(request.Count, request.Seed);
        return new([.. Enumerable.Range(0, points.Count)
            .Select(i => new LabelledPoint(points.Input(i)[0], points.Input(i)[1], points.Label(i)))]);
    }

    sealed record PointsRequest(string Data, int Count, ulong Seed);

    sealed record PointsReply(LabelledPoint[] Points);

    sealed record LabelledPoint(float X, float Y, int Label);
}
