using System.Text;

namespace Tiny.Nn;

/// <summary>
/// The counter-based random number generator Philox4x32-10: a keyed bijection that maps a 128-bit counter to four
/// 32-bit words. It has no state: any position of a stream can be computed without its predecessors.
/// </summary>
/// <remarks>
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011).
/// It is not a cryptographic generator.
/// </remarks>
public readonly record struct Philox(ulong Key)
{
    const uint MultiplierA = 0xD2511F53, MultiplierB = 0xCD9E8D57;   // the paper's multipliers
    const uint WeylA = 0x9E3779B9, WeylB = 0xBB67AE85;               // golden ratio and √3 − 1: the key schedule

    /// <summary>Returns the generator of one named stream, which depends only on the seed and the name.</summary>
    public static Philox For(ulong seed, string stream)
    {
        var hash = 14695981039346656037UL;                           // FNV-1a, 64 bits: stable across processes
        foreach (var octet in Encoding.UTF8.GetBytes(stream)) hash = (hash ^ octet) * 1099511628211UL;
        return new Philox(hash ^ BitOperations.RotateLeft(seed * 0x9E3779B97F4A7C15UL, 31));
    }

    /// <summary>Returns the four words at the counter (<paramref name="high"/>, <paramref name="low"/>).</summary>
    public (uint, uint, uint, uint) Block(ulong low, ulong high)
    {
        uint a = (uint)low, b = (uint)(low >> 32), c = (uint)high, d = (uint)(high >> 32);
        uint keyA = (uint)Key, keyB = (uint)(Key >> 32);
        for (var round = 0; round < 10; round++)
        {
            var productA = (ulong)MultiplierA * a;
            var productB = (ulong)MultiplierB * c;
            (a, b, c, d) =
                ((uint)(productB >> 32) ^ b ^ keyA, (uint)productB, (uint)(productA >> 32) ^ d ^ keyB, (uint)productA);
            keyA += WeylA;
            keyB += WeylB;
        }
        return (a, b, c, d);
    }
}

/// <summary>
/// A sequential stream of random numbers, determined by a seed and the stream's name. It is passed to everything
/// random: the library has no global generator.
/// </summary>
public sealed class RandomStream(ulong seed, string stream)
{
    readonly Philox philox = Philox.For(seed, stream);
    readonly uint[] words = new uint[4];

    /// <summary>The number of 32-bit words drawn so far.</summary>
    public ulong Position { get; private set; }

    public uint NextWord()
    {
        var within = (int)(Position & 3);
        if (within == 0) (words[0], words[1], words[2], words[3]) = philox.Block(Position >> 2, 0);
        Position++;
        return words[within];
    }

    /// <summary>Returns a uniform number in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => ((((ulong)NextWord() << 32) | NextWord()) >> 11) * (1.0 / (1UL << 53));

    /// <summary>Returns a uniform number in [<paramref name="from"/>, <paramref name="to"/>).</summary>
    public double NextUniform(double from, double to) => from + (to - from) * NextDouble();

    /// <summary>Returns a standard normal number, by the Box–Muller transform √(−2 ln u) cos 2πv.</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Returns independent standard normal values.</summary>
    public double[] NextNormals(int count)
    {
        var values = new double[count];
        foreach (ref var value in values.AsSpan()) value = NextNormal();
        return values;
    }

    /// <summary>
    /// Returns an integer in [0, <paramref name="count"/>). The bias of the multiplication is below count / 2⁶⁴.
    /// </summary>
    public int NextInt(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return (int)Math.BigMul(((ulong)NextWord() << 32) | NextWord(), (ulong)count, out _);
    }

    /// <summary>Permutes items uniformly at random (Fisher–Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var pick = NextInt(last + 1);
            (items[last], items[pick]) = (items[pick], items[last]);
        }
    }
}
