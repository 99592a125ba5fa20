using System.Runtime.InteropServices;
using Tiny.Nn.Backends;

namespace Tiny.Nn.Bench.Products;

/// <summary>
/// OpenBLAS's matrix product in float, called where the system has the library (Debian: <c>libopenblas0-pthread</c>). Only to compare with:
/// nothing of Tiny.Nn itself calls native code for this.
/// </summary>
static unsafe partial class OpenBlas
{
    const string Library = "libopenblas.so.0";
    const int RowMajor = 101, Plain = 111, Transposed = 112;

    /// <summary>Whether it is there.</summary>
    public static bool IsFound { get; } = NativeLibrary.TryLoad(Library, out _);

    /// <summary>
    /// The processor that its kernels were written for, which says how wide their vectors are: <c>Haswell</c> 256 bits, <c>SkylakeX</c> 512.
    /// </summary>
    public static string CoreName => Marshal.PtrToStringUTF8(GetCoreName()) ?? "unknown";

    /// <summary>How many threads a product uses from now on.</summary>
    [LibraryImport(Library, EntryPoint = "openblas_set_num_threads")]
    public static partial void SetThreads(int threads);

    /// <summary>C = A·B, as <see cref="ProductShape"/> lays the matrices; one product, no batch.</summary>
    public static void Product(ProductShape shape, float[] a, float[] b, float[] c)
    {
        var (rows, columns, depth) = (shape.Rows, shape.Columns, shape.Depth);
        fixed (float* first = a, second = b, result = c)
            Multiply(RowMajor, shape.TransposeA ? Transposed : Plain, shape.TransposeB ? Transposed : Plain, rows, columns, depth,
                1, first, shape.TransposeA ? rows : depth, second, shape.TransposeB ? depth : columns, 0, result, columns);
    }

    [LibraryImport(Library, EntryPoint = "openblas_get_corename")]
    private static partial nint GetCoreName();

    [LibraryImport(Library, EntryPoint = "cblas_sgemm")]
    private static partial void Multiply(int order, int transposeA, int transposeB, int rows, int columns, int depth,
        float alpha, float* a, int strideA, float* b, int strideB, float beta, float* c, int strideC);
}
