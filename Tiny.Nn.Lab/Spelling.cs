namespace Tiny.Nn.Lab;

/// <summary>Finds the known word that a misspelt one most resembles.</summary>
static class Spelling
{
    const int MaximumDistance = 3;

    /// <summary>Returns <c>; did you mean 'word'?</c>, or else the list of known words.</summary>
    public static string DidYouMean(string word, IReadOnlyCollection<string> known) =>
        known.Count == 0 ? ""
        : Nearest(word, known) is { } nearest ? $"; did you mean '{nearest}'?"
        : $"; expects one of {string.Join(", ", known)}";

    /// <summary>Returns the known word that another one most resembles; null if it resembles none.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        var nearest = known.MinBy(candidate => Distance(word, candidate));
        return nearest is not null && Distance(word, nearest) <= Math.Min(MaximumDistance, nearest.Length / 2)
            ? nearest : null;
    }

    /// <summary>Returns the least number of letters to insert, delete or replace (Levenshtein).</summary>
    static int Distance(string from, string to)
    {
        if (from.Length > 40) return int.MaxValue;
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = corner + (from[i - 1] == to[j - 1] ? 0 : 1);
                corner = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[^1];
    }
}
