using Kata.Containers;

return await CommandLine.Run(args);
