namespace Kata.Student.Watching;

/// <summary>Keys as they are pressed; where the input is redirected, its characters.</summary>
internal static class WatchKeys
{
    /// <summary>Reads until the process ends: there is no way to ask a terminal to stop waiting.</summary>
    public static void Read(Action<char> pressed) =>
        new Thread(() => Read(Console.IsInputRedirected, pressed)) { IsBackground = true, Name = "keys" }.Start();

    private static void Read(bool redirected, Action<char> pressed)
    {
        try
        {
            if (!redirected)
            {
                while (true)
                    pressed(Console.ReadKey(intercept: true).KeyChar);
            }

            for (var next = Console.In.Read(); next >= 0; next = Console.In.Read())
                pressed((char)next);
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException)
        {
            // A terminal that was closed: no more keys.
        }
    }
}
