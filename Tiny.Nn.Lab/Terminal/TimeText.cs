namespace Tiny.Nn.Lab.Terminal;

/// <summary>Formats durations: <c>1:23:45</c> or <c>3:07</c>.</summary>
static class TimeText
{
    public static string Describe(TimeSpan time) => time.TotalHours >= 1
        ? $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}"
        : $"{time.Minutes}:{time.Seconds:00}";
}
