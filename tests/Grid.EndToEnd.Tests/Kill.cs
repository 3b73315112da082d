using System.ComponentModel;
using System.Diagnostics;

namespace Grid.EndToEnd.Tests;

internal static class Kill
{
    /// <summary>kill -9; false where the process was gone already.</summary>
    public static bool Hard(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            return true;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }
}
