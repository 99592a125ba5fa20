using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Backends;

/// <summary>Tests of the primitives that copy, gather and scatter.</summary>
public abstract partial class BackendConformanceTests
{
    /// <summary>Returns the buffer offsets that a view visits, in row-major order of the shape.</summary>
    static IEnumerable<int> Offsets(Shape shape, StridedView view)
    {
        IEnumerable<int> offsets = [view.Offset];
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            int length = shape[axis], stride = view.Strides[axis];
            offsets = offsets
                .SelectMany(offset => Enumerable.Range(0, length).Select(index => offset + index * stride));
        }
        return shape.Count == 0 ? [] : offsets;
    }

    [SkippableFact]
    public void Copy_follows_both_views_and_leaves_other_elements_unchanged()
    {
        (Shape Shape, StridedView From, StridedView To)[] cases =
        [
            ([3, 0], new(0, [1, 1]), new(0, [1, 1])),
            ([], new(3, []), new(1, [])),
            ([40, 50], new(0, [50, 1]), new(0, [1, 40])),
            ([5, 6, 7], new(0, [42, 7, 1]), new(13, [99, 11, 1])),
            ([5, 6, 7], new(209, [-42, -7, -1]), new(0, [42, 7, 1])),
            ([9, 9], new(4, [0, 0]), new(0, [9, 1])),
            ([2, 60_000], new(0, [60_000, 1]), new(1, [60_001, 1])),
        ];
        foreach (var (shape, from, to) in cases)
        {
            double[] x = RandomValues(130_000), expected = RandomValues(130_000);
            var y = BufferOf(expected);
            backend.Copy(shape, BufferOf(x), from, y, to);
            foreach (var (source, target) in Offsets(shape, from).Zip(Offsets(shape, to))) expected[target] = x[source];
            Assert.Equal(expected, Values(y));
        }
    }

    [SkippableFact]
    public void Gather_and_ScatterAdd_match_plain_loops()
    {
        foreach (var (planes, size, count) in new[] { (0, 3, 2), (1, 1, 1), (3, 5, 0), (4, 9, 17), (300, 40, 70) })
        {
            var index = new int[planes * count];
            foreach (ref var offset in index.AsSpan()) offset = random.NextInt(size + 1) - 1;
            double[] x = RandomValues(planes * size), y = RandomValues(planes * count),
                gathered = new double[y.Length], scattered = new double[x.Length];
            for (var j = 0; j < index.Length; j++)
            {
                var element = j / Math.Max(count, 1) * size + index[j];
                if (index[j] < 0) continue;
                gathered[j] = x[element];
                scattered[element] += y[j];
            }
            ValueBuffer toY = NewBuffer(y.Length), toX = NewBuffer(x.Length);
            backend.Gather(planes, size, count, BufferOf(x), Indices(index), toY);
            backend.ScatterAdd(planes, size, count, BufferOf(y), Indices(index), toX);
            Assert.Equal(gathered, Values(toY));
            AssertClose(scattered, Values(toX), 70, _ => 70);
        }
    }
}
