namespace Tiny.Nn.Backends;

/// <summary>
/// How a product C is cut into blocks, one work item each; and its depth into parts, which are added in order.
/// </summary>
/// <param name="Shape">The sizes of the product.</param>
/// <param name="DepthPart">The depth of a part.</param>
/// <param name="Rows">Rows of a block.</param>
/// <param name="Columns">Columns of a block.</param>
/// <param name="Across">Blocks side by side in one C.</param>
sealed record BlockPlan(ProductShape Shape, int DepthPart, int Rows, int Columns, int Across)
{
    /// <summary>Blocks one below the other in one C.</summary>
    public int Down { get; } = Blocking.CeilingDivide(Shape.Rows, Rows);

    /// <summary>Blocks of all C.</summary>
    public int Count => Shape.Batch * Down * Across;

    /// <summary>The position of a block: the index in the batch, its first row and its first column.</summary>
    public (int Batch, int Row, int Column) this[int block] =>
        (block / Across / Down, block / Across % Down * Rows, block % Across * Columns);
}
