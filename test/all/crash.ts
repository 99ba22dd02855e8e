// The test that takes longest and waits most: it begins with the programs of this folder, which
// keep the processors busy meanwhile.
import '../crash/steps.ts'
