namespace Tiny.Nn.Lab.Playground.Rooms;

/// <summary>One node of a formula.</summary>
/// <param name="Name">The name of a variable or definition; later of every node.</param>
/// <param name="Operation">Null for a variable or constant.</param>
/// <param name="Inputs">The operands, which are earlier nodes.</param>
/// <param name="Constant">The constant of the operation, or the value of a constant.</param>
public sealed record FormulaNode(string? Name, FormulaOperation? Operation, int[] Inputs, double Constant)
{
    public bool IsVariable => Operation is null && Name is not null;

    public bool IsConstant => Operation is null && Name is null;
}

/// <summary>A formula as a list of nodes in topological order; the result is the last one.</summary>
/// <param name="Names">The name of each node; a constant's is its number.</param>
public sealed record Formula(IReadOnlyList<FormulaNode> Nodes, IReadOnlyList<string> Names)
{
    /// <summary>The indices of the variables.</summary>
    public IEnumerable<int> Variables => Enumerable.Range(0, Nodes.Count).Where(node => Nodes[node].IsVariable);

    /// <summary>The text of a node's operation, such as <c>sin(t)</c>; the name of a leaf.</summary>
    public string Text(int node) => Nodes[node].Operation is { } operation
        ? Fill(operation.Text, node) : Names[node];

    /// <summary>The derivative of a node by one of its operands.</summary>
    public string Derivative(int node, int operand) => Fill(Nodes[node].Operation!.Derivatives[operand], node);

    /// <summary>The C# statement that computes a node; empty for a constant, which stands in its operation.</summary>
    public string Statement(int node, double value)
    {
        if (Nodes[node].IsConstant) return "";
        var expression = Nodes[node].IsVariable
            ? $"Tensor.Scalar(backend, {FormulaText.Code(value)}, requiresGradient: true)"
            : FormulaOperation.Fill(Nodes[node].Operation!.Code, [.. Nodes[node].Inputs.Select(Operand)], "",
                Nodes[node].Constant, FormulaText.Code);
        return $"Tensor {Identifier(node)} = {expression};";
    }

    string Operand(int node) => Nodes[node].IsConstant
        ? $"Tensor.Scalar(backend, {FormulaText.Code(Nodes[node].Constant)})" : Identifier(node);

    /// <summary>Returns the name as C# allows it: subscripts become digits, primes underscores.</summary>
    string Identifier(int node) => string.Concat(Names[node].Select(symbol =>
        symbol is >= '₀' and <= '₉' ? (char)('0' + symbol - '₀') : symbol == '\'' ? '_' : symbol));

    string Fill(string text, int node) => FormulaOperation.Fill(
        text, [.. Nodes[node].Inputs.Select(input => Names[input])], Names[node], Nodes[node].Constant,
        FormulaText.Number);
}

/// <summary>
/// Builds a formula. Equal operations on equal operands become one node, so x² in two places is computed once, and
/// operations on constants are computed at once.
/// </summary>
sealed class FormulaBuilder
{
    readonly List<FormulaNode> nodes = [];
    readonly Dictionary<(FormulaOperation?, int, int, double, string?), int> known = [];

    public FormulaNode this[int node] => nodes[node];

    public int Count => nodes.Count;

    public int VariableCount => nodes.Count(node => node.IsVariable);

    public int Variable(string name) => AddNode(new(name, null, [], 0));

    public int Constant(double value) => AddNode(new(null, null, [], value));

    /// <summary>Applies an operation of two operands, in the form for constants where one is a constant.</summary>
    public int Binary(FormulaOperation operation, int a, int b)
    {
        var (first, second) = (nodes[a], nodes[b]);
        if (first.IsConstant && second.IsConstant)
            return Constant(operation.OnDuals([first.Constant, second.Constant], 0).Value);
        if (second.IsConstant)
        {
            var c = second.Constant;
            if (operation == FormulaOperation.Add) return Unary(FormulaOperation.AddConstant, a, c);
            if (operation == FormulaOperation.Subtract) return Unary(FormulaOperation.AddConstant, a, -c);
            return Unary(operation == FormulaOperation.Multiply
                ? FormulaOperation.Scale : FormulaOperation.DivideByConstant, a, c);
        }
        if (first.IsConstant && operation != FormulaOperation.Divide)
        {
            var c = first.Constant;
            if (operation == FormulaOperation.Add) return Unary(FormulaOperation.AddConstant, b, c);
            return Unary(operation == FormulaOperation.Multiply
                ? FormulaOperation.Scale : FormulaOperation.FromConstant, b, c);
        }
        return AddNode(new(null, operation, [a, b], 0));
    }

    /// <summary>Applies an operation of one operand and a constant.</summary>
    public int Unary(FormulaOperation operation, int a, double constant = 0) => nodes[a].IsConstant
        ? Constant(operation.OnDuals([nodes[a].Constant], constant).Value)
        : AddNode(new(null, operation, [a], constant));

    /// <summary>Gives a name to a node without one.</summary>
    public void Name(int node, string name)
    {
        if (nodes[node] is { Name: null, Operation: not null }) nodes[node] = nodes[node] with { Name = name };
    }

    /// <summary>Returns the nodes that the result depends on, all with names.</summary>
    public Formula Build(int result)
    {
        var needed = new bool[result + 1];
        needed[result] = true;
        for (var node = result; node >= 0; node--)
            if (needed[node]) foreach (var input in nodes[node].Inputs) needed[input] = true;
        var kept = Enumerable.Range(0, result + 1).Where(node => needed[node]).ToList();
        FormulaNode[] list = [.. kept.Select(node => nodes[node] with
        {
            Inputs = [.. nodes[node].Inputs.Select(input => kept.IndexOf(input))],
        })];
        return new(list, Names(list));
    }

    static List<string> Names(FormulaNode[] list)
    {
        var taken = list.Select(node => node.Name).ToHashSet();
        var (names, next) = (new List<string>(), 1);
        for (var node = 0; node < list.Length; node++)
            names.Add(list[node].Name ?? (list[node].IsConstant ? FormulaText.Number(list[node].Constant)
                : node == list.Length - 1 && taken.Add("J") ? "J" : NextFree()));
        return names;

        string NextFree()
        {
            while (!taken.Add($"u{next}")) next++;
            return $"u{next}";
        }
    }

    int AddNode(FormulaNode node)
    {
        var key = (node.Operation, node.Inputs.ElementAtOrDefault(0), node.Inputs.ElementAtOrDefault(1), node.Constant,
            node.Operation is null ? node.Name : "");
        if (known.TryGetValue(key, out var index)) return index;
        nodes.Add(node);
        return known[key] = nodes.Count - 1;
    }
}
