// 30 · Transposed convolution by stretching · 6 Transposition
//
// The same thing, seen differently: put s − 1 zeros between the cells, pad, and run an ordinary convolution with steps of 1 and the kernel
// flipped. Hence the name fractionally strided: the window moves by 1/s of a cell. It multiplies many zeros, so nobody computes it
// so; but it explains where the sizes come from, and why the kernel is flipped one way and not the other.
//
// Formula  AR-13  Cᵀy = the convolution with steps of 1 of the stretched y, padded by k − p − 1, with the flipped kernel
//          AR-14  and a more zeros at the end, where a is the output padding
// Shapes   y [o], w [k] → x [s·(o − 1) + k − 2p + a]
// Number   y = (10, 1), w = (1, 2, 3), s = 2: stretched (10, 0, 1), padded (0, 0, 10, 0, 1, 0, 0), flipped (3, 2, 1): (10, 20, 31, 2, 3)
// Read     before: exercises 28 and 29

namespace Exercise30;

public static class Stretching
{
    /// <summary>y with s − 1 zeros between neighbours, <paramref name="before"/> zeros before and <paramref name="after"/> behind.</summary>
    public static double[] Stretch(double[] y, int s, int before, int after)
    {
        throw new TodoException("30");
    }

    /// <summary>Cᵀ·y for the convolution with kernel w, stride s and padding p, where p is less than the kernel's length.</summary>
    public static double[] Transposed(double[] y, double[] w, int s, int p, int a)
    {
        throw new TodoException("30");
    }
}
