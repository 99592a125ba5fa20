using System.Text.Json;
using System.Text.Json.Nodes;
using Tiny.Nn.Backends;
using Tiny.Nn.Lab.Playground;
using Tiny.Nn.Lab.Playground.Rooms;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Fuzzing;
using Tiny.Nn.Tests.Transposition;
using Xunit.Abstractions;

namespace Tiny.Nn.Tests.Playground;

/// <summary>Tests of the room of convolution arithmetic, without a browser.</summary>
public sealed class ConvolutionRoomTests(ITestOutputHelper output) : IDisposable
{
    const int Cases = 400;

    readonly ConvolutionRoom room = new();
    readonly Reference backend = new();

    public void Dispose()
    {
        backend.Dispose();
        room.Dispose();
    }

    public static TheoryData<string> Examples => [.. WindowExamples.All.Select(example => example.Title)];

    [Fact]
    public void The_reply_has_the_sizes_and_positions_of_the_window() => ForRandomSettings((settings, reply, _) =>
    {
        for (var axis = 0; axis < settings.Size.Length; axis++)
        {
            var shown = reply.Axes[axis];
            var window = ExpectedWindow(settings, axis);
            Assert.Equal((window.Input, window.Output, window.Span, window.Remainder),
                (shown.Input, shown.Output, shown.Span, shown.Remainder));
            Assert.Equal(settings.IsTransposed ? window.Input : window.Output, reply.Shape[axis + 2]);
            Assert.Equal(window.Output, shown.Positions.Length);
            for (var j = 0; j < window.Output; j++)
                Assert.Equal(Enumerable.Range(0, window.Kernel).Select(tap => window.At(j, tap)), shown.Positions[j]);
        }
    });

    [Fact]
    [Trait("Id", "AR-14")]
    public void The_numbers_of_the_relationship_give_the_size_of_the_window()
    {
        var seen = new HashSet<int>();
        ForRandomSettings((settings, reply, _) =>
        {
            for (var axis = 0; axis < settings.Size.Length; axis++)
            {
                var relationship = reply.Axes[axis].Relationship;
                seen.Add(relationship.Number);
                Assert.Equal(reply.Shape[axis + 2], relationship.Size);
                Assert.Equal(relationship.Size, (int)SizeFormula.Evaluate(relationship.Numbers));
                Assert.Equal(relationship.Size, (int)SizeFormula.Evaluate(Letters(settings, axis, relationship)));
            }
        });
        Assert.Equal(Enumerable.Range(1, 14), seen.Order());
    }

    [Theory]
    [InlineData(1, 4, 3, 1, 0)]
    [InlineData(2, 5, 4, 1, 2)]
    [InlineData(3, 5, 3, 1, 1)]
    [InlineData(4, 5, 3, 1, 2)]
    [InlineData(5, 5, 3, 2, 0)]
    [InlineData(6, 6, 3, 2, 1)]
    [InlineData(8, 2, 3, 1, 0)]
    [InlineData(9, 6, 4, 1, 2)]
    [InlineData(10, 5, 3, 1, 1)]
    [InlineData(11, 7, 3, 1, 2)]
    [InlineData(12, 2, 3, 2, 0)]
    [InlineData(13, 3, 3, 2, 1)]
    [InlineData(14, 3, 3, 2, 1)]
    [Trait("Id", "AR-01"), Trait("Id", "AR-13"), Trait("Id", "AR-14")]
    public void The_figures_of_the_guide_have_their_relationship(int number, int i, int k, int s, int p)
    {
        var window = number < 8 ? Window.ForConvolution(i, k, s, p)
            : Window.ForTranspose(i, k, s, p, outputPadding: number == 14 ? 1 : 0);
        Assert.Equal(number, SizeRelationship.Of(window, isTransposed: number >= 8, isPooling: false).Number);
    }

    /// <summary>
    /// What the page highlights are the rows and columns of the matrix: the inputs that a result sees have a gradient,
    /// and the results that an input reaches change with it.
    /// </summary>
    [Fact]
    [Trait("Id", "TC-01")]
    public void The_matrix_is_the_Jacobian_of_the_operation_in_both_directions() => ForRandomSettings(
        (settings, reply, terms) =>
        {
            var matrix = Matrix(reply, terms);
            for (var row = 0; row < reply.Result.Length; row++)
            {
                var unit = new double[reply.Result.Length];
                unit[row] = 1;
                var gradient = Compute(settings with { Input = reply.Input, Second = unit }).Reply.Transpose;
                Assert.Equal(Row(matrix, row), gradient);
            }
            if (settings.Operation == WindowOperation.MaxPooling) return;
            for (var column = 0; column < reply.Input.Length; column++)
            {
                var unit = new double[reply.Input.Length];
                unit[column] = 1;
                Assert.Equal(Column(matrix, column), Compute(settings with { Input = unit, Second = [] }).Reply.Result);
            }
        }, cases: 60, smaller: true);

    [Fact]
    [Trait("Id", "TC-01"), Trait("Id", "TC-05")]
    public void The_matrix_times_the_input_is_the_result_and_its_transpose_leads_back() => ForRandomSettings(
        (_, reply, terms) =>
        {
            var matrix = Matrix(reply, terms);
            AssertClose(BandedMatrix.Multiply(matrix, reply.Input), reply.Result);
            AssertClose(BandedMatrix.Multiply(BandedMatrix.Transpose(matrix), reply.Second), reply.Transpose);
            Assert.Equal(reply.Inner, reply.TransposeInner, 1e-9 * Math.Max(1, Math.Abs(reply.Inner)));
        }, smaller: true);

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_is_computed(string title)
    {
        var example = WindowExamples.All.Single(one => one.Title == title);
        var reply = Compute(example.Settings).Reply;
        if (example.Id.StartsWith("AR-"))
            Assert.Equal(int.Parse(example.Id[3..]), reply.Axes[0].Relationship.Number);
        Assert.All(reply.Axes, axis => Assert.Equal(reply.Axes[0].Relationship, axis.Relationship));
    }

    public static TheoryData<string, double[], double[]?> PublishedResults => new()
    {
        { "CV-06", [1, 4, 3, 4, 1, 1, 2, 4, 3, 3, 1, 2, 3, 4, 1, 1, 3, 3, 1, 1, 3, 3, 1, 1, 0], null },
        { "CV-07", [12, 12, 17, 10, 17, 19, 9, 6, 14], null },
        { "CV-08", [6, 17, 3, 8, 17, 13, 6, 4, 4], null },
        { "CV-09", [.5, 0, .25, .25, 0, 1.25, .5, .5, 0, .5, .75, 1.5, .5, .25, 1.25, 1], null },
        { "CV-26", [37, 47, 67, 77], null },
        { "TC-02", [10, 20, 31, 2, 3], null },
        { "TC-03", [23, 38], null },
        { "PL-02", [3, 3, 3, 3, 3, 3, 3, 2, 3], null },
        { "PL-03", [6, 8, 3, 4], null },
        { "PL-07", [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4], null },
        { "PL-08", [1, 0, 2, 0, 0, 0, 0, 0, 3, 0, 4, 0, 0, 0, 0, 0], null },
        { "PL-09", [5, 6, 7, 8], [0, 0, 2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, 0, 0, 4] },
    };

    [Theory]
    [MemberData(nameof(PublishedResults))]
    public void An_example_has_the_published_result(string id, double[] result, double[]? transpose)
    {
        var reply = Compute(WindowExamples.All.Single(example => example.Id == id).Settings).Reply;
        Assert.Equal(result, reply.Result);
        if (transpose is not null) Assert.Equal(transpose, reply.Transpose);
    }

    [Fact]
    public void The_shown_code_compiles_and_computes_the_result()
    {
        var calls = WindowExamples.All.Select(example =>
        {
            var reply = Compute(example.Settings).Reply;
            return $$"""
                {
                    var x = Tensor.From(backend, {{example.Settings.InputShape}}, {{Literal(reply.Input)}});
                    var w = Tensor.From(backend, [{{string.Join(", ", reply.FilterShape)}}],
                        {{Literal(reply.Weights)}});
                    Console.WriteLine(string.Join(" ", ({{reply.Code}}).ToArray()));
                }
                """;
        });
        var printed = SampleProgram.Run($$"""
            using Tiny.Nn; using Tiny.Nn.Backends; using Tiny.Nn.Ops;
            using var backend = new Reference();
            using var scope = backend.BeginScope();
            {{string.Join('\n', calls)}}
            """);
        var expected = WindowExamples.All.Select(example =>
            string.Join(" ", Compute(example.Settings).Reply.Result) + "\n");
        Assert.Equal(string.Concat(expected), printed);

        static string Literal(double[] values) =>
            $"new double[] {{ {string.Join(", ", values.Select(value => value.ToString("R")))} }}";
    }

    [Fact]
    public void A_causal_convolution_keeps_the_length_and_sees_no_later_input()
    {
        var settings = WindowExamples.All.Single(example => example.Settings.Padding == PaddingRule.Causal).Settings;
        var (reply, terms) = Compute(settings);
        Assert.Equal(settings.Size[0], reply.Result.Length);
        Assert.NotEmpty(terms);
        Assert.All(terms.Chunk(3), term => Assert.True(term[1] <= term[0]));
    }

    public static TheoryData<string, string> RefusedSettings => new()
    {
        { "kernel=7", "convolve: a kernel of 7 with dilation 1 spans 7 elements, but the padded input has only 5 + 0 + "
            + "0 = 5; use a smaller kernel or more padding" },
        { "kernel=8", "kernel: this page draws -1 to 7, got 8" },
        { "kernel=0", "convolve: a kernel has 1 tap or more, got 0" },
        { "stride=0", "convolve: the stride is 1 or more, got 0" },
        { "dilation=0", "convolve: the dilation is 1 or more, got 0" },
        { "before=-1", "convolve: padding is 0 or more, got -1 before and 0 after" },
        { "size=17", "size: this page draws 1 to 16, got 17" },
        { "groups=2", "convolve: the number of groups must divide the 1 filters of " },
        { "operation=transposed outputPadding=1", "convolve_transposed: output padding is 0 or more and smaller than "
            + "the larger of stride 1 and dilation 1, got 1" },
        { "operation=transposed size=16 stride=5", "size: this page draws results of 1 to 40 elements along an axis, "
            + "got [1, 1, 78, 78]" },
        { "operation=maxPooling before=2", "max_pool: padding is at most half of the window's span 3, got 2 before and "
            + "0 after" },
        { "operation=averagePooling dilation=2", "average_pool: has no dilation; set it to 1" },
        { "operation=nearest kernel=0", "upsample_nearest: the scale is 1 or more, got 0" },
        { "input=1,2", "input: expects 25 values for [1, 1, 5, 5], got 2" },
        { "filters=1e7,0,0,0,0,0,0,0,0", "filters: expects values from −1000000 to 1000000, got 10000000" },
        { "second=1", "second: expects 9 values for [1, 1, 3, 3], got 1" },
        { "size=5,5,5", "size: expects 1 or 2 axes, got 3" },
        { "stride=1,1,1", "stride: expects one number for each of 2 axes, got 3" },
        { "inputChannels=5", "inputChannels: this page draws 1 to 4, got 5" },
    };

    [Theory]
    [MemberData(nameof(RefusedSettings))]
    public void Invalid_settings_are_refused_with_a_sentence(string changes, string sentence)
    {
        var body = JsonSerializer.SerializeToNode(WindowExamples.All[0].Settings with { Input = [], Filters = [] },
            PageJson.Options)!;
        foreach (var change in changes.Split(' '))
        {
            var (name, value) = (change.Split('=')[0], change.Split('=')[1].Split(','));
            if (body[name] is JsonArray list)
                body[name] = list.Count != 2 || value.Length > 1
                    ? new JsonArray([.. value.Select(one => (JsonNode)double.Parse(one))])
                    : new JsonArray(int.Parse(value[0]), name is "before" ? 0 : int.Parse(value[0]));
            else body[name] = int.TryParse(value[0], out var number) ? number : value[0];
        }
        var error = Assert.ThrowsAny<ArgumentException>(() => { room.Answer("compute", Element(body)); });
        Assert.StartsWith(sentence, error.Message);
    }

    /// <summary>Any combination of sliders gives a reply or a sentence.</summary>
    [Fact]
    public void Random_settings_are_computed_or_refused_with_a_sentence()
    {
        var (computed, refused) = (0, 0);
        FuzzRun.Check(300, seed =>
        {
            var settings = RandomSettings(new(seed, "wild"), wild: true);
            try
            {
                room.Answer("compute", Element(JsonSerializer.SerializeToNode(settings, PageJson.Options)!));
                computed++;
            }
            catch (ArgumentException error)
            {
                Assert.Matches("^[^:]+: .*[a-z]+ .*[0-9]", error.Message);
                refused++;
            }
        });
        output.WriteLine($"{computed} computed, {refused} refused");
        Assert.True(computed > 30 && refused > 30, $"{computed} computed, {refused} refused");
    }

    /// <summary>Checks settings that the room computes.</summary>
    void ForRandomSettings(Action<WindowSettings, WindowReply, int[]> property, int cases = Cases, bool smaller = false)
    {
        var computed = 0;
        FuzzRun.Check(cases, seed =>
        {
            var settings = RandomSettings(new(seed, "settings"), wild: false, smaller);
            (WindowReply Reply, int[] Terms) computation;
            try
            {
                computation = Compute(settings);
            }
            catch (ArgumentException)
            {
                return;
            }
            property(settings, computation.Reply, computation.Terms);
            computed++;
        });
        Assert.True(computed > cases / 3, $"only {computed} of {cases} settings were computed");
    }

    static WindowSettings RandomSettings(RandomStream random, bool wild, bool smaller = false)
    {
        var axes = random.NextInt(2) + 1;
        var (low, spread) = wild ? (-1, 2) : (1, 0);
        var operation = (WindowOperation)random.NextInt(6);
        var isConvolution = operation is WindowOperation.Convolution or WindowOperation.Transposed;
        var groups = isConvolution ? random.NextInt(2) + 1 : 1;
        int[] before = List(0, 4), after = random.NextInt(3) > 0 ? before : List(0, 4);
        return new(operation, List(1, smaller ? 6 : WindowSettings.MaximumSize), List(low, 4 + spread),
            List(low, 3 + spread), before, after,
            operation == WindowOperation.AveragePooling || random.NextInt(2) == 0 ? List(1, 1) : List(low, 3 + spread),
            random.NextInt(2) == 0 ? List(0, 1) : List(low - 1, 3 + spread), (PaddingRule)random.NextInt(3 * 2) switch
            {
                PaddingRule.Same => PaddingRule.Same,
                PaddingRule.Causal => PaddingRule.Causal,
                _ => PaddingRule.Given,
            },
            groups * (random.NextInt(2) + 1), wild ? random.NextInt(4) + 1 : groups * (random.NextInt(2) + 1), groups,
            [], [], []);

        int[] List(int from, int count) =>
            [.. Enumerable.Range(0, axes).Select(_ => from + random.NextInt(count))];
    }

    (WindowReply Reply, int[] Terms) Compute(WindowSettings settings)
    {
        var answer = WindowComputation.Compute(backend, settings);
        var terms = new int[answer.Bytes.Length / 4];
        Buffer.BlockCopy(answer.Bytes, 0, terms, 0, answer.Bytes.Length);
        return ((WindowReply)answer.Body, terms);
    }

    static JsonElement Element(JsonNode body) => JsonSerializer.SerializeToElement(body);

    static Window ExpectedWindow(WindowSettings settings, int axis)
    {
        var (size, k, s, d) =
            (settings.Size[axis], settings.Kernel[axis], settings.Stride[axis], settings.Dilation[axis]);
        Padding padding = settings.Padding switch
        {
            PaddingRule.Same => Padding.Same,
            PaddingRule.Causal => (d * (k - 1), 0),
            _ => (settings.Before[axis], settings.After[axis]),
        };
        return settings.Operation switch
        {
            WindowOperation.Transposed =>
                Window.ForTranspose(size, k, s, padding, d, settings.OutputPadding[axis]),
            WindowOperation.Nearest or WindowOperation.BedOfNails => Window.ForTranspose(size, k, k),
            _ => Window.ForConvolution(size, k, s, padding, d),
        };
    }

    /// <summary>Returns the right side of the formula with each letter replaced by the setting that it names.</summary>
    static string Letters(WindowSettings settings, int axis, SizeRelationship relationship)
    {
        var window = ExpectedWindow(settings, axis);
        return relationship.Formula[(relationship.Formula.IndexOf('=') + 1)..]
            .Replace("k̂", $"({window.Dilation}·({window.Kernel} − 1) + 1)").Replace("k", $"{window.Kernel}")
            .Replace("i′", $"{window.Output}").Replace("i", $"{window.Input}")
            .Replace("s", $"{window.Stride}").Replace("a", $"{settings.OutputPadding[axis]}")
            .Replace("2p", $"2·{window.PaddingBefore}")
            .Replace("p₁", $"{window.PaddingBefore}").Replace("p₂", $"{window.PaddingAfter}");
    }

    static double[,] Matrix(WindowReply reply, int[] terms)
    {
        var matrix = new double[reply.Result.Length, reply.Input.Length];
        foreach (var term in terms.Chunk(3)) matrix[term[0], term[1]] += reply.Weights[term[2]];
        return matrix;
    }

    static double[] Row(double[,] matrix, int row) =>
        [.. Enumerable.Range(0, matrix.GetLength(1)).Select(column => matrix[row, column])];

    static double[] Column(double[,] matrix, int column) =>
        [.. Enumerable.Range(0, matrix.GetLength(0)).Select(row => matrix[row, column])];

    static void AssertClose(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var j = 0; j < expected.Length; j++) Assert.Equal(expected[j], actual[j], 1e-9);
    }
}
