namespace Tiny.Nn.Backends;

/// <summary>The sizes of a pooling: x [Planes, i…], y [Planes, o…]; a plane is one channel of one example.</summary>
public sealed record PoolingShape(int Planes, SpatialWindow Window);
