using System.Runtime.InteropServices;
using Tiny.Nn.Backends;

namespace Tiny.Nn.Bench.Products;

/// <summary>
/// Bindings to OpenBLAS's single-precision matrix product (Debian: <c>libopenblas0-pthread</c>), for comparison only.
/// Tiny.Nn itself does not use OpenBLAS.
/// </summary>
static unsafe partial class OpenBlas
{
    const string Library = "libopenblas.so.0";
    const int RowMajor = 101, NoTranspose = 111, Transposed = 112;

    /// <summary>Whether the library is installed.</summary>
    public static bool IsInstalled { get; } = NativeLibrary.TryLoad(Library, out _);

    /// <summary>
    /// The processor type whose kernels OpenBLAS uses. It implies their vector width: 256 bits for <c>Haswell</c>, 512
    /// bits for <c>SkylakeX</c>.
    /// </summary>
    public static string CoreName => Marshal.PtrToStringUTF8(GetCoreName()) ?? "unknown";

    /// <summary>Sets the number of threads of all following products.</summary>
    [LibraryImport(Library, EntryPoint = "openblas_set_num_threads")]
    public static partial void SetThreads(int threads);

    /// <summary>
    /// Computes C = A·B with the matrix layout of <see cref="ProductShape"/>, for one product without a batch.
    /// </summary>
    public static void Product(ProductShape shape, float[] a, float[] b, float[] c)
    {
        var (rows, columns, depth) = (shape.Rows, shape.Columns, shape.Depth);
        fixed (float* first = a, second = b, result = c)
            Multiply(RowMajor, shape.TransposeA ? Transposed : NoTranspose,
                shape.TransposeB ? Transposed : NoTranspose, rows, columns, depth,
                1, first, shape.TransposeA ? rows : depth, second,
                shape.TransposeB ? depth : columns, 0, result, columns);
    }

    [LibraryImport(Library, EntryPoint = "openblas_get_corename")]
    private static partial nint GetCoreName();

    [LibraryImport(Library, EntryPoint = "cblas_sgemm")]
    private static partial void Multiply(int order, int transposeA, int transposeB, int rows, int columns, int depth,
        float alpha, float* a, int strideA, float* b, int strideB, float beta, float* c, int strideC);
}
