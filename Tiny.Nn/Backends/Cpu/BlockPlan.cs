namespace Tiny.Nn.Backends;

/// <summary>
/// The plan by which a product C is cut into blocks, one work item each. The depth is cut into parts, which are added
/// in order.
/// </summary>
/// <param name="Shape">The sizes of the product.</param>
/// <param name="DepthPart">The depth of a part.</param>
/// <param name="Rows">The number of rows of a block.</param>
/// <param name="Columns">The number of columns of a block.</param>
/// <param name="Across">The number of blocks side by side in one C.</param>
sealed record BlockPlan(ProductShape Shape, int DepthPart, int Rows, int Columns, int Across)
{
    /// <summary>The number of blocks one below the other in one C.</summary>
    public int Down { get; } = Blocking.CeilingDivide(Shape.Rows, Rows);

    /// <summary>The number of blocks of all C of the batch.</summary>
    public int Count => Shape.Batch * Down * Across;

    /// <summary>Returns the position of a block: its index in the batch, its first row and its first column.</summary>
    public (int Batch, int Row, int Column) this[int block] =>
        (block / Across / Down, block / Across % Down * Rows, block % Across * Columns);
}
